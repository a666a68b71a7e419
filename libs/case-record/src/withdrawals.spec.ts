import { ConsentGranted, ConsentWithdrawn } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { notice, takesIn } from './notices.ts'
import { withdrawalReaches } from './withdrawals.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const { consentId, personRef } = ConsentGranted.example

const consented = (but: object = {}) => ({
  type: ConsentGranted.type,
  stream: `victimSupport.person-${caseId}~${personRef}`,
  data: { ...ConsentGranted.example, purposes: ['shelter', 'criminalProceedings'], recipients: ['ph-shelter-cebu', 'ph-police'], ...but },
})
const reaches = (agencyId: string, scope: unknown, but: object = {}) =>
  withdrawalReaches('policeCooperation')(
    { id: consentId, type: ConsentWithdrawn.type, data: { consentId, personRef, scope } },
    agencyId,
    storedCase(caseId, consented(but)),
  )

describe('a withdrawal of consent reaches', () => {
  it('whom the consent named, and nobody else', () => {
    expect(reaches('ph-police', 'all')).toBe(true)
    expect(reaches('ph-prosecution', 'all')).toBe(false)
  })
  it.each([
    [{ recipients: ['ph-police'] }, true],
    [{ recipients: ['ph-shelter-cebu'] }, false],
    [{ purposes: ['shelter'] }, true],
    [{ recipients: ['ph-shelter-cebu'], dataCategories: ['risk'] }, true],
  ])('of these the ones from whom it takes something: %j', (scope, expected) => expect(reaches('ph-police', scope)).toBe(expected))
  it('also those who hand her data on for one of its purposes', () => {
    const abroad = { purposes: ['policeCooperation'], recipients: ['th-police'] }
    expect(reaches('ph-police', { recipients: ['th-police'] }, abroad)).toBe(true)
  })
  it('everybody, where it is not known what was agreed to', () =>
    expect(reaches('ph-prosecution', 'all', { consentId: personRef })).toBe(true))
})

it('a sector takes a withdrawal in where it reaches the agency, and everything else without asking the case', async () => {
  const takesNotices = takesIn('investigation', 'test.takes-notices', [
    notice(ConsentWithdrawn, 'stopSharing', () => ({}), withdrawalReaches()),
    notice(ConsentGranted, 'updateDocket'),
  ])
  const concerns = (type: { readonly type: string; readonly example: object }, agencyId: string) =>
    takesNotices.concerns?.({ id: consentId, type: type.type, data: type.example }, agencyId, () => {
      if (type === ConsentGranted) throw new Error('the case was read')
      return Promise.resolve(storedCase(caseId, consented()))
    })
  expect(await concerns(ConsentWithdrawn, 'ph-police')).toBe(true)
  expect(await concerns(ConsentWithdrawn, 'ph-prosecution')).toBe(false)
  expect(await concerns(ConsentGranted, 'ph-prosecution')).toBe(true)
})
