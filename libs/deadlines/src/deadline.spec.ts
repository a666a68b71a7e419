import {
  AppealLodged,
  CompensationOrdered,
  CompensationPaid,
  ConsentGranted,
  IdentificationNotifiedToParty,
  investigationDetention,
  type JurisdictionPolicy,
  NotificationObjectionRecorded,
  PresumedVictimIdentified,
  RightsInformed,
  RiskAssessed,
  VerdictDelivered,
  VictimNotified,
  type EventType,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import type { Sector } from './clock.ts'
import { CLOCKS, deadlineRulesOf, signalsOf, type Standing } from './clocks.ts'
import { deadlinesOf, stateAt } from './deadline.ts'

const clock = { validFrom: '2000-01-01', source: 'invented' }
const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  ages: { majority: 18 },
  clocks: [
    { ...clock, activity: 'rightsInformation', maxDays: 3 },
    { ...clock, activity: 'partyNotification', maxDays: 10 },
    { ...clock, activity: 'victimNotification', maxDays: 5 },
    { ...clock, activity: 'appeal', maxDays: 15 },
    { ...clock, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20, validFrom: '1981-12-31', validUntil: '2026-01-01' },
    { ...clock, activity: 'detentionExtended', authority: 'PROSECUTION', maxDays: 40 },
  ],
}

let count = 0
const told = (type: EventType, occurredAt: string | undefined, data: object = {}): Standing => {
  const id = `e0000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`
  const stored = {
    stream: `${type.type.split('.')[0]}.case-1`,
    recordedAt: '2026-11-25T10:00:00.000000Z',
    envelope: { actor: { agencyId: 'an-agency' } },
  }
  return {
    id,
    type: type.type,
    data: { ...(type.example as object), ...data },
    occurredAt,
    stored: stored as unknown as Standing['stored'],
  }
}
const owed = (sector: Sector, ...facts: Standing[]) =>
  deadlinesOf(
    facts.flatMap((fact) => signalsOf(sector, fact)),
    { clocks: CLOCKS[sector], policy, sector, receivingAgency: 'the-receiver' },
  )
const at = (day: string) => `${day}T12:00:00.000Z`
const states = (sector: Sector, day: string, ...facts: Standing[]) =>
  owed(sector, ...facts).map((one) => `${one.ruleId.slice(one.ruleId.indexOf('.') + 1)} ${stateAt(one, at(day)) ?? 'not yet'}`)

const she = { personRef: PresumedVictimIdentified.example.personRef }
const identified = () => told(PresumedVictimIdentified, '2026-11-01', she)
const informed = (day: string) => told(RightsInformed, day, she)

describe('being told of her rights', () => {
  const rights = (day: string, ...facts: Standing[]) => states('victimSupport', day, ...facts)
  it('is due from the day she is presumed a victim, and overdue after the days of the policy', () => {
    expect(rights('2026-10-31', identified())).toEqual(['rights-are-told-in-time not yet'])
    expect(rights('2026-11-04', identified())).toEqual(['rights-are-told-in-time due'])
    expect(rights('2026-11-05', identified())).toEqual(['rights-are-told-in-time overdue'])
  })
  it('is met in time or late', () => {
    expect(rights('2026-11-20', identified(), informed('2026-11-04'))).toEqual(['rights-are-told-in-time met'])
    expect(rights('2026-11-20', identified(), informed('2026-11-05'))).toEqual(['rights-are-told-in-time metLate'])
  })
  it('was not yet met before she was told', () =>
    expect(rights('2026-11-05', identified(), informed('2026-11-06'))).toEqual(['rights-are-told-in-time overdue']))
  it('counts when it came before, and is owed once', () =>
    expect(rights('2026-11-20', informed('2026-10-30'), identified(), identified())).toEqual(['rights-are-told-in-time met']))
  it('is owed by the agency that receives, in the end', () => expect(owed('victimSupport', identified())[0]?.owedBy).toBe('the-receiver'))
  it('has no clock where the policy sets none', () =>
    expect(
      deadlinesOf(signalsOf('victimSupport', identified()), {
        clocks: CLOCKS.victimSupport,
        policy: undefined,
        sector: 'victimSupport',
        receivingAgency: undefined,
      }),
    ).toEqual([]))
})

describe('a clock that an event itself sets', () => {
  it('runs anew when it is set anew', () => {
    const assessed = (day: string, reviewBy: string) => told(RiskAssessed, day, { ...she, reviewBy })
    expect(states('victimSupport', '2026-11-20', assessed('2026-11-01', '2026-11-10'), assessed('2026-11-12', '2026-12-01'))).toEqual([
      'risk-is-reviewed-in-time metLate',
      'risk-is-reviewed-in-time due',
    ])
  })
})

describe('the notice to the other country', () => {
  const agreed = told(ConsentGranted, '2026-11-01', { ...she, purposes: ['notificationAbroad'] })
  it('is due once she agreed', () => {
    expect(states('victimSupport', '2026-11-12', agreed)).toEqual(['a-party-is-notified-in-time overdue'])
    const notified = told(IdentificationNotifiedToParty, undefined, { ...she, at: '2026-11-10' })
    expect(states('victimSupport', '2026-11-12', agreed, notified)).toEqual(['a-party-is-notified-in-time met'])
  })
  it('is owed to nobody once she objects', () =>
    expect(states('victimSupport', '2026-12-31', agreed, told(NotificationObjectionRecorded, '2026-11-02', she))).toEqual([]))
})

describe('a detention', () => {
  const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
  const ordered = (from: string, until?: string) => told(DetentionOrdered, from, { ...she, from, until, authority: 'POLICE' })
  const held = (day: string, ...facts: Standing[]) => states('investigation', day, ...facts)
  it('counts both ends', () => {
    expect(held('2020-06-01', ordered('2020-03-01', '2020-03-20'))).toEqual(['a-detention-ends-within-its-limit met'])
    expect(held('2020-06-01', ordered('2020-03-01', '2020-03-21'))).toEqual(['a-detention-ends-within-its-limit metLate'])
  })
  it('is overdue while nothing ends it', () => {
    expect(held('2020-03-20', ordered('2020-03-01'))).toEqual(['a-detention-ends-within-its-limit due'])
    expect(held('2020-03-21', ordered('2020-03-01'))).toEqual(['a-detention-ends-within-its-limit overdue'])
    expect(held('2020-04-21', ordered('2020-03-01'), told(DetentionEnded, undefined, { ...she, at: '2020-03-10' }))).toEqual([
      'a-detention-ends-within-its-limit met',
    ])
  })
  it('is never measured by a law that was not in force', () => expect(held('2026-06-01', ordered('2026-01-02', '2026-03-30'))).toEqual([]))
  it('an extension is never measured against the limit of an order', () => {
    const extended = (authority: string) =>
      told(DetentionExtended, '2020-03-21', { ...she, from: '2020-03-21', until: '2020-04-29', authority })
    expect(held('2020-06-01', extended('POLICE'))).toEqual([])
    expect(held('2020-06-01', extended('PROSECUTION'))).toEqual(['a-detention-ends-within-its-limit met'])
  })
})

describe('what is owed to each victim', () => {
  it('is a deadline of its own', () => {
    const other = { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }
    const verdict = told(VerdictDelivered, '2026-11-02')
    const notified = told(VictimNotified, '2026-11-03', { ...she, decisionEventId: verdict.id })
    const all = states('prosecution', '2026-11-10', identified(), told(PresumedVictimIdentified, '2026-11-01', other), verdict, notified)
    expect(all).toEqual([
      'a-victim-is-told-of-a-decision-in-time met',
      'a-victim-is-told-of-a-decision-in-time overdue',
      'an-appeal-window-closes due',
    ])
  })
})

describe('a window', () => {
  const verdict = told(VerdictDelivered, '2026-11-02')
  it('lapses, and nobody missed it', () => {
    expect(states('prosecution', '2026-11-30', verdict)).toEqual(['an-appeal-window-closes lapsed'])
    expect(owed('prosecution', verdict)[0]?.missed).toBe(false)
  })
  it('is met by what was lodged', () =>
    expect(states('prosecution', '2026-11-30', verdict, told(AppealLodged, '2026-11-10', { against: verdict.id }))).toEqual([
      'an-appeal-window-closes met',
    ]))
})

describe('compensation', () => {
  const ordered = told(CompensationOrdered, '2026-11-01', { amount: '250000', due: '2026-11-30' })
  const paid = (day: string, amount: string) => told(CompensationPaid, day, { amount })
  it('is met when the parts come to the whole', () => {
    expect(states('adjudication', '2026-12-01', ordered, paid('2026-11-10', '100000'))).toEqual(['compensation-is-paid-in-time overdue'])
    expect(states('adjudication', '2026-12-01', ordered, paid('2026-11-10', '100000'), paid('2026-11-20', '150000.00'))).toEqual([
      'compensation-is-paid-in-time met',
    ])
  })
})

describe('the rules of time', () => {
  it.each(Object.keys(CLOCKS) as Sector[])('of %s are each named once, after their sector', (sector) => {
    const ids = deadlineRulesOf(sector).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !id.startsWith(`${sector}.`))).toEqual([])
  })
})
