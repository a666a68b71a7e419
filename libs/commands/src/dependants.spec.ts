import {
  AppealDecided,
  AppealLodged,
  CaseOpened,
  ConsentGranted,
  CourtCaseRegistered,
  EVENT_TYPES,
  EventRetracted,
  GuardianAppointed,
  HearingHeld,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  ReferralMade,
  RiskAssessed,
  SupportCaseOpened,
  SuspectArrested,
  WarningRaised,
  type EventType,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dependantsOf } from './dependants.ts'
import type { StoredEvent } from '@case-timeline/event-store'
import { storedCase, storedIdOf, type GivenEvent } from '@case-timeline/event-store/fixtures'

const CASE = 'ca5e0000-0000-4000-8000-000000000001'
const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const given = (type: EventType, data: object = {}, stream = `${type.type.split('.')[0]}.case-1`): GivenEvent => ({
  stream,
  type: type.type,
  data: { ...(type.example as object), ...data },
})
const basedOn = (event: StoredEvent | undefined, ...on: number[]): StoredEvent => {
  if (!event) throw new Error('no such event')
  const events = on.map((n) => ({ id: storedIdOf(n), stream: 'investigation.case-1', revision: n }))
  return { ...event, envelope: { ...event.envelope, basis: { events } } }
}
const dependants = (history: readonly StoredEvent[], n: number, replacing?: object) => {
  const event = history[n]
  const type = event && EVENT_TYPES.get(event.type)
  if (!event || !type) throw new Error('no such event')
  return dependantsOf(history, event, type, replacing)
}
const consentOf = ({ data }: GivenEvent) => (data as { consentId?: string }).consentId
const consentId = ConsentGranted.example.consentId
const other = 'a1b2c3d4-0000-4a7b-8c9d-0e1f2a3b4c5d'

describe('a dependant of a fact', () => {
  it('is a later fact that names an id which the fact introduced', () => {
    const history = storedCase(CASE, given(ConsentGranted), given(ReferralMade, { consentId }), given(ReferralMade, { consentId: other }))
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is no fact that names an id which another fact introduces, too, such as an appeal that two sectors recorded', () => {
    const { appealId } = AppealLodged.example
    const decided = given(AppealDecided, { appealId })
    const byRegistry = given(AppealLodged, {}, 'adjudication.filing-1')
    expect(dependants(storedCase(CASE, given(AppealLodged), byRegistry, decided), 0)).toEqual([])
    expect(dependants(storedCase(CASE, given(AppealLodged), decided), 0)).toEqual([storedIdOf(1)])
  })

  it('is a later fact that names the fact’s event', () => {
    const history = storedCase(CASE, given(RiskAssessed), {
      stream: 'victimSupport.person-1',
      type: 'victimSupport.RepatriationAgreed',
      data: { safetyAssessmentId: storedIdOf(0) },
    })
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is a decision that was based on the fact, but never a report', () => {
    const [identified, appointed, arrested] = storedCase(
      CASE,
      given(PresumedVictimIdentified),
      given(GuardianAppointed),
      given(SuspectArrested),
    )
    const history = [basedOn(identified), basedOn(appointed, 0), basedOn(arrested, 0)]
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is a decision in whose basis events were left out, since it may have been based on any earlier fact', () => {
    const [identified, appointed, later] = storedCase(
      CASE,
      given(PresumedVictimIdentified),
      given(GuardianAppointed),
      given(PresumedVictimIdentified),
    )
    const decided = basedOn(appointed)
    const basis = { events: [], leftOut: 1 }
    const history = [basedOn(identified), { ...decided, envelope: { ...decided.envelope, basis } }, basedOn(later)]
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
    expect(dependants(history, 2)).toEqual([])
  })

  it('is no event of a stream that another fact founded: a complaint in a court case that is registered is a part of it', () => {
    const court = 'adjudication.courtCase-1'
    const complaint = given(PrivateComplaintRegistered, {}, court)
    const held = given(HearingHeld, {}, court)
    expect(dependants(storedCase(CASE, given(CourtCaseRegistered, {}, court), complaint, held), 1)).toEqual([])
    expect(dependants(storedCase(CASE, complaint, held), 0)).toEqual([storedIdOf(1)])
  })

  it('is every later event of a case or stream that the fact founds', () => {
    const person = 'victimSupport.person-1'
    const history = storedCase(
      CASE,
      given(CaseOpened),
      given(SupportCaseOpened, {}, person),
      given(RiskAssessed, {}, person),
      given(SuspectArrested),
    )
    expect(dependants(history, 0)).toEqual([1, 2, 3].map(storedIdOf))
    expect(dependants(history, 1)).toEqual([storedIdOf(2)])
  })

  it('is neither a retracted fact nor a warning about the fact', () => {
    const history = storedCase(
      CASE,
      given(ConsentGranted),
      given(ReferralMade, { consentId }),
      given(WarningRaised, { eventId: storedIdOf(0) }),
      given(EventRetracted, { retractsId: storedIdOf(1), reasonCode: 'neverMade', approver }, 'victimSupport.case-1'),
    )
    expect(dependants(history, 0)).toEqual([])
  })

  it('is not affected by a correction that keeps the introduced ids', () => {
    const history = storedCase(CASE, given(ConsentGranted), given(ReferralMade, { consentId }))
    expect(dependants(history, 0, { ...ConsentGranted.example, grantedBy: 'guardian' })).toEqual([])
    expect(dependants(history, 0, { ...ConsentGranted.example, consentId: other })).toEqual([storedIdOf(1)])
  })
})

describe('retracting facts in reverse order', () => {
  it('leaves no fact that depends on a retracted one, in any history of consents and referrals', () => {
    const ids = [consentId, other]
    const fact = fc.oneof(
      fc.constantFrom(...ids).map((id) => given(ConsentGranted, { consentId: id })),
      fc.constantFrom(...ids).map((id) => given(ReferralMade, { consentId: id })),
    )
    const attempts = fc.array(fc.nat(15), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 10 }), attempts, (facts, tries) => {
        const recorded: GivenEvent[] = [...facts]
        const retractedIndexes = new Set<number>()
        for (const n of tries)
          if (n < facts.length && !retractedIndexes.has(n) && dependants(storedCase(CASE, ...recorded), n).length === 0) {
            retractedIndexes.add(n)
            recorded.push(given(EventRetracted, { retractsId: storedIdOf(n), reasonCode: 'neverMade', approver }))
          }
        const dangling = facts.filter((one, n) => {
          if (one.type !== ReferralMade.type || retractedIndexes.has(n)) return false
          const grants = facts.flatMap((grant, at) =>
            at < n && grant.type === ConsentGranted.type && consentOf(grant) === consentOf(one) ? [at] : [],
          )
          return grants.length > 0 && grants.every((at) => retractedIndexes.has(at))
        })
        expect(dangling).toEqual([])
      }),
    )
  })
})
