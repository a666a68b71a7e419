import { ChargesEnded, ConsentGranted, GuardianAppointed, PrivateComplaintRegistered, SupportCaseOpened } from '@case-timeline/contracts'
import { readingFor, type StoredLinkedCases } from '@case-timeline/commands'
import { override, specificationOf } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { appointGuardian, aSupportCase, aunt, childWith, girl, grantConsent } from './person.fixtures.ts'
import { consentingGuardianIsNotComplainedOf, guardianIsNeitherSuspectNorAccused, guardianIsNotComplainedOf } from './person.rules.ts'
import { personStream } from './person.stream.ts'

const given = specificationOf(personStream)
const byCourtOrder = ({ id }: { readonly id: string }) => [{ ruleId: id, basis: 'courtOrder' as const, reasonCode: 'weighedByCourt' }]
const [caseId, otherCaseId] = ['99999999-9999-4999-8999-999999999999', '88888888-8888-4888-8888-888888888888']
const stream = `victimSupport.person-${caseId}~${girl}`
const opened = { type: SupportCaseOpened.type, stream, data: { personRef: girl, origin: 'identification' } } as const
const [charge] = PrivateComplaintRegistered.example.charges

const complained = (of: string) => ({
  type: PrivateComplaintRegistered.type,
  stream: `adjudication.courtCase-${of}`,
  data: { ...PrivateComplaintRegistered.example, charges: [{ ...charge, accusedRef: aunt }] },
})
const ended = {
  type: ChargesEnded.type,
  stream: `adjudication.courtCase-${caseId}`,
  data: { ...ChargesEnded.example, accusedRef: aunt, chargeIds: [charge?.chargeId], ground: 'noCaseToAnswer' },
}

/** What is read of the suspicions against a person who is to be a guardian. */
const suspicion = (recorded: readonly Parameters<typeof storedCase>[1][], cases: StoredLinkedCases['cases'] = []) => {
  const linked = { cases, hasMore: false, caseIdsToGuard: [caseId, otherCaseId], asOf: '7' }
  return readingFor(personStream, storedCase(caseId, opened, ...recorded), appointGuardian(aunt), linked).known
}

describe('a guardian whom a private complaint accuses', () => {
  it('is under suspicion until the court ends the charges', () => {
    expect(suspicion([complained(caseId)])).toMatchObject({ suspicion: { accused: [], complainedOf: [aunt] } })
    expect(suspicion([complained(caseId), ended])).toMatchObject({ suspicion: { complainedOf: [] } })
  })
  it('is under suspicion in a linked case, too', () =>
    expect(suspicion([], [{ caseId: otherCaseId, events: storedCase(otherCaseId, complained(otherCaseId)) }])).toMatchObject({
      suspicion: { accused: [], suspectedInLinkedCases: [], complainedOf: [aunt] },
    }))
  it(guardianIsNotComplainedOf.sentence, () => {
    const complainedOf = childWith({ complainedOf: [aunt] })
    given(aSupportCase()).when(appointGuardian(aunt, complainedOf)).thenRefusedBy(guardianIsNotComplainedOf)
    given(aSupportCase())
      .when(appointGuardian(aunt, complainedOf, byCourtOrder(guardianIsNotComplainedOf)))
      .then(GuardianAppointed, override(guardianIsNotComplainedOf))
    given(aSupportCase())
      .when(appointGuardian(aunt, childWith({ complainedOf: [aunt], suspects: [aunt] }), byCourtOrder(guardianIsNotComplainedOf)))
      .thenRefusedBy(guardianIsNeitherSuspectNorAccused)
  })
  it(consentingGuardianIsNotComplainedOf.sentence, () => {
    const complainedOf = childWith({ complainedOf: [aunt] })
    const history = aSupportCase().withGuardian(aunt)
    given(history)
      .when(grantConsent({ grantedBy: 'guardian' }, complainedOf))
      .thenRefusedBy(consentingGuardianIsNotComplainedOf)
    given(history)
      .when(grantConsent({ grantedBy: 'guardian' }, complainedOf, byCourtOrder(consentingGuardianIsNotComplainedOf)))
      .then(ConsentGranted, override(consentingGuardianIsNotComplainedOf))
  })
})
