import { ConsentGranted, ConsentWithdrawn } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { handoverTrigger, incomingHandovers } from './handover-triggers.ts'
import { withdrawalConcernsAgency } from './withdrawals.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const { consentId, personRef } = ConsentGranted.example

const consented = (changes: object = {}) => ({
  type: ConsentGranted.type,
  stream: `victimSupport.person-${caseId}~${personRef}`,
  data: {
    ...ConsentGranted.example,
    purposes: ['shelter', 'criminalProceedings'],
    recipients: ['ph-shelter-cebu', 'ph-police'],
    ...changes,
  },
})
const withdrawalConcerns = (agencyId: string, scope: unknown, changes: object = {}) =>
  withdrawalConcernsAgency('policeCooperation')(
    { id: consentId, type: ConsentWithdrawn.type, data: { consentId, personRef, scope } },
    agencyId,
    storedCase(caseId, consented(changes)),
  )

describe('a withdrawal of consent concerns', () => {
  it('an agency that the consent named, and no other', () => {
    expect(withdrawalConcerns('ph-police', 'all')).toBe(true)
    expect(withdrawalConcerns('ph-prosecution', 'all')).toBe(false)
  })
  it.each([
    [{ recipients: ['ph-police'] }, true],
    [{ recipients: ['ph-shelter-cebu'] }, false],
    [{ purposes: ['shelter'] }, true],
    [{ recipients: ['ph-shelter-cebu'], dataCategories: ['risk'] }, true],
  ])('a named agency only if the withdrawal restricts that agency: %j', (scope, expected) =>
    expect(withdrawalConcerns('ph-police', scope)).toBe(expected),
  )
  it('also an agency that shares the data onward for one of the consent’s purposes', () => {
    const foreignRecipient = { purposes: ['policeCooperation'], recipients: ['th-police'] }
    expect(withdrawalConcerns('ph-police', { recipients: ['th-police'] }, foreignRecipient)).toBe(true)
  })
  it('every agency if the consent is not known', () =>
    expect(withdrawalConcerns('ph-prosecution', 'all', { consentId: personRef })).toBe(true))
})

it('a sector receives a withdrawal only if it concerns the agency, and other handovers without reading the case', async () => {
  const incoming = incomingHandovers('investigation', 'test.incoming-handovers', [
    handoverTrigger(ConsentWithdrawn, 'stopSharing', () => ({}), withdrawalConcernsAgency()),
    handoverTrigger(ConsentGranted, 'updateDocket'),
  ])
  const concerns = (type: { readonly type: string; readonly example: object }, agencyId: string) =>
    incoming.concerns?.({ id: consentId, type: type.type, data: type.example }, agencyId, () => {
      if (type === ConsentGranted) throw new Error('the case was read')
      return Promise.resolve(storedCase(caseId, consented()))
    })
  expect(await concerns(ConsentWithdrawn, 'ph-police')).toBe(true)
  expect(await concerns(ConsentWithdrawn, 'ph-prosecution')).toBe(false)
  expect(await concerns(ConsentGranted, 'ph-prosecution')).toBe(true)
})
