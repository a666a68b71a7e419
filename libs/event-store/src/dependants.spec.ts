import {
  CaseOpened,
  ConsentGranted,
  EVENT_TYPES,
  EventRetracted,
  GuardianAppointed,
  PresumedVictimIdentified,
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
import type { StoredEvent } from './event-store.ts'
import { storedCase, storedIdOf, type ToldOf } from './stored.fixtures.ts'

const CASE = 'ca5e0000-0000-4000-8000-000000000001'
const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const told = (type: EventType, data: object = {}, stream = `${type.type.split('.')[0]}.case-1`): ToldOf => ({
  stream,
  type: type.type,
  data: { ...(type.example as object), ...data },
})
const resting = (event: StoredEvent | undefined, ...on: number[]): StoredEvent => {
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
const consentOf = ({ data }: ToldOf) => (data as { consentId?: string }).consentId
const consentId = ConsentGranted.example.consentId
const other = 'a1b2c3d4-0000-4a7b-8c9d-0e1f2a3b4c5d'

describe('what rests on a fact', () => {
  it('is a later fact that names what it introduced', () => {
    const history = storedCase(CASE, told(ConsentGranted), told(ReferralMade, { consentId }), told(ReferralMade, { consentId: other }))
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is a later fact that names its event', () => {
    const history = storedCase(CASE, told(RiskAssessed), {
      stream: 'victimSupport.person-1',
      type: 'victimSupport.RepatriationAgreed',
      data: { safetyAssessmentId: storedIdOf(0) },
    })
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is a decision that was taken on it, and no report, which is recorded whatever was read', () => {
    const [identified, appointed, arrested] = storedCase(
      CASE,
      told(PresumedVictimIdentified),
      told(GuardianAppointed),
      told(SuspectArrested),
    )
    const history = [resting(identified), resting(appointed, 0), resting(arrested, 0)]
    expect(dependants(history, 0)).toEqual([storedIdOf(1)])
  })

  it('is all that it founds', () => {
    const person = 'victimSupport.person-1'
    const history = storedCase(
      CASE,
      told(CaseOpened),
      told(SupportCaseOpened, {}, person),
      told(RiskAssessed, {}, person),
      told(SuspectArrested),
    )
    expect(dependants(history, 0)).toEqual([1, 2, 3].map(storedIdOf))
    expect(dependants(history, 1)).toEqual([storedIdOf(2)])
  })

  it('is not what was itself taken back, nor a warning about it', () => {
    const history = storedCase(
      CASE,
      told(ConsentGranted),
      told(ReferralMade, { consentId }),
      told(WarningRaised, { eventId: storedIdOf(0) }),
      told(EventRetracted, { retractsId: storedIdOf(1), reasonCode: 'neverMade', approver }),
    )
    expect(dependants(history, 0)).toEqual([])
  })

  it('is nothing of a fact on whose change only its own words change', () => {
    const history = storedCase(CASE, told(ConsentGranted), told(ReferralMade, { consentId }))
    expect(dependants(history, 0, { ...ConsentGranted.example, grantedBy: 'guardian' })).toEqual([])
    expect(dependants(history, 0, { ...ConsentGranted.example, consentId: other })).toEqual([storedIdOf(1)])
  })
})

describe('taking back in the reverse order', () => {
  it('leaves no fact that rests on one which is gone, in any history of consents and referrals', () => {
    const ids = [consentId, other]
    const fact = fc.oneof(
      fc.constantFrom(...ids).map((id) => told(ConsentGranted, { consentId: id })),
      fc.constantFrom(...ids).map((id) => told(ReferralMade, { consentId: id })),
    )
    const attempts = fc.array(fc.nat(15), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 10 }), attempts, (facts, tries) => {
        const recorded: ToldOf[] = [...facts]
        const gone = new Set<number>()
        for (const n of tries)
          if (n < facts.length && !gone.has(n) && dependants(storedCase(CASE, ...recorded), n).length === 0) {
            gone.add(n)
            recorded.push(told(EventRetracted, { retractsId: storedIdOf(n), reasonCode: 'neverMade', approver }))
          }
        const dangling = facts.filter((one, n) => {
          if (one.type !== ReferralMade.type || gone.has(n)) return false
          const grants = facts.flatMap((grant, at) =>
            at < n && grant.type === ConsentGranted.type && consentOf(grant) === consentOf(one) ? [at] : [],
          )
          return grants.length > 0 && grants.every((at) => gone.has(at))
        })
        expect(dangling).toEqual([])
      }),
    )
  })
})
