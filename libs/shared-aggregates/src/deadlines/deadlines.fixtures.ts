import {
  deadlineRule,
  establishesGround,
  isKeptInSupport,
  starts,
  stops,
  type Clock,
  type DeadlineRule,
  type Sector,
} from '@case-timeline/casework'
import { aggregate } from '@case-timeline/commands'
import {
  ClockActivity,
  ConsentGranted,
  MajorityReached,
  RightsInformed,
  RiskAssessed,
  type Envelope,
  type EventType,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { expect } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { signalsOf, type EffectiveFact } from './clocks.ts'
import { deadlinesOf, stateAt } from './deadline-calculation.ts'

const clock = { validFrom: '2000-01-01', source: 'invented' }

/**
 * A policy of ten days for every activity except custody: 24 hours for an arrest and for a release, 20 days for a police
 * order, in force until 1 January 2026, and 40 days for an extension by the prosecution.
 */
export const tenDays: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [
    { ...clock, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20, validFrom: '1981-12-31', validUntil: '2026-01-01' },
    { ...clock, activity: 'detentionExtended', authority: 'PROSECUTION', maxDays: 40 },
    { ...clock, activity: 'detentionExtended', authority: 'DISTRICT_COURT', prolongs: 'POLICE', maxDays: 30 },
    { ...clock, activity: 'detentionExtended', authority: 'DISTRICT_COURT', prolongs: 'DISTRICT_COURT', maxDays: 60 },
    { ...clock, activity: 'arrest', maxHours: 24 },
    { ...clock, activity: 'release', maxHours: 24 },
    ...ClockActivity.options
      .filter((activity) => !/^(arrest|release|detention(Ord|Ext|Tot))/.test(activity))
      .map((activity) => ({ ...clock, activity, maxDays: 10 })),
  ],
}

/** A fact as a view receives it: the example of its type with some data replaced, on a day or at an unknown time. */
export const effectiveFact = (
  type: EventType,
  occurredAt: string | undefined,
  data: object = {},
  envelope: Partial<Envelope> = {},
): EffectiveFact => {
  const stored = {
    stream: `${type.type.split('.')[0]}.case-1`,
    recordedAt: '2026-11-25T10:00:00.000000Z',
    envelope: { actor: { agencyId: 'an-agency' }, jurisdiction: 'ZZ', ...envelope },
  }
  return {
    id: randomUUID(),
    type: type.type,
    data: { ...(type.example as object), ...data },
    occurredAt,
    stored: stored as unknown as EffectiveFact['stored'],
  }
}

/** Functions that specify the deadlines of a sector's clocks under a policy. */
export const clockSpecificationOf = (sector: Sector, clocks: readonly Clock[], policy = tenDays) => {
  const deadlinesOwed = (...facts: readonly EffectiveFact[]) =>
    deadlinesOf(
      facts.flatMap((fact) => signalsOf(clocks, fact)),
      { clocks, policyOf: () => policy, sector, office: 'the-receiver' },
    )
  /** The states of the deadlines of one rule at noon of a day. */
  const statesOf = (rule: Pick<DeadlineRule, 'id'>, day: string, ...facts: readonly EffectiveFact[]): readonly string[] =>
    deadlinesOwed(...facts)
      .filter(({ ruleId }) => ruleId === rule.id)
      .map((deadline) => stateAt(deadline, `${day}T12:00:00.000Z`) ?? 'not yet')
  /** Expects that a fact of 1 November starts a deadline, due until 11 November, that another fact meets. */
  const expectDeadlineKept = (
    rule: { readonly id: string },
    start: EventType,
    stop: EventType,
    startData: object = {},
    stopData: object = startData,
    time?: string,
  ) => {
    const started = effectiveFact(start, '2026-11-01', startData)
    const stopped = (day: string) =>
      effectiveFact(stop, time === undefined ? day : undefined, time === undefined ? stopData : { ...stopData, [time]: day })
    expect(statesOf(rule, '2026-11-11', started)).toEqual(['due'])
    expect(statesOf(rule, '2026-11-12', started)).toEqual(['overdue'])
    expect(statesOf(rule, '2026-11-20', started, stopped('2026-11-11'))).toEqual(['met'])
    expect(statesOf(rule, '2026-11-20', started, stopped('2026-11-12'))).toEqual(['metLate'])
  }
  return { deadlinesOwed, statesOf, expectDeadlineKept }
}

export const personIsInformedInTime = deadlineRule('victimSupport.person-is-informed-in-time', 'a person is informed in time', 'invented')
export const consentIsRenewedInTime = deadlineRule('victimSupport.consent-is-renewed-in-time', 'a consent is renewed in time', 'invented')

const keyOfPerson = ({ personRef }: { readonly personRef: string }) => ({ key: personRef })
const stream = (caseId: string, personRef: string): string => `person-${caseId}~${personRef}`

/** Two clocks of victim support: one that another sector's event starts, and one that depends on a ground. */
export const inventedClocks: readonly Clock[] = [
  {
    rule: personIsInformedInTime,
    owedBy: 'victimSupport',
    starts: [
      starts('investigation.PresumedVictimIdentified', ({ personRef }) => ({ key: personRef, due: { activity: 'rightsInformation' } })),
    ],
    stops: [stops('victimSupport.RightsInformed', keyOfPerson)],
    stream,
  },
  {
    rule: consentIsRenewedInTime,
    owedBy: 'victimSupport',
    ground: {
      establishesGround: [
        establishesGround('victimSupport.ConsentGranted', ({ personRef, consentId, grantedBy, purposes }) =>
          grantedBy === 'guardian' ? { key: personRef, id: consentId, parts: [purposes] } : undefined,
        ),
      ],
      withdrawsGround: [],
    },
    starts: [
      starts('victimSupport.MajorityReached', ({ personRef }) => ({
        key: personRef,
        due: { activity: 'consentRenewal' },
        requiresGround: true,
      })),
    ],
    stops: [stops('victimSupport.ConsentGranted', ({ personRef, grantedBy }) => (grantedBy === 'self' ? { key: personRef } : undefined))],
    stream,
  },
]

/** The policy of these two clocks, with fewer days than any law. */
export const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [
    { activity: 'rightsInformation', maxDays: 3, validFrom: '2000-01-01', source: 'invented' },
    { activity: 'consentRenewal', maxDays: 14, validFrom: '2000-01-01', source: 'invented' },
  ],
}

/** The policy of another country, which gives one day. */
export const stricterPolicy: JurisdictionPolicy = {
  ...policy,
  jurisdiction: 'XX',
  clocks: policy.clocks.map((one) => ({ ...one, maxDays: 1 })),
}

/** A person stream with event types only. */
export const person = aggregate({
  service: 'victimSupport',
  name: 'person',
  events: [RightsInformed, RiskAssessed, ConsentGranted, MajorityReached],
  initial: undefined,
  evolve: (state: undefined) => state,
  streamId: (caseId) => caseId,
  isKept: isKeptInSupport,
  commands: [],
})
