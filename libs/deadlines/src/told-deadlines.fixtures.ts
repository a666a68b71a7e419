import type { EventType, JurisdictionPolicy } from '@case-timeline/contracts'
import { ClockActivity, ConsentGranted, MajorityReached, RightsInformed, RiskAssessed } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import type { Deadline, Sector } from './deadline.ts'
import { CLOCKS, signalsOf, type Standing } from './clocks.ts'
import { deadlinesOf, stateAt } from './reckoning.ts'

const clock = { validFrom: '2000-01-01', source: 'invented' }

/** Ten days for everything; an order of the police is limited by a law that ended with 2025. */
export const tenDays: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [
    { ...clock, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20, validFrom: '1981-12-31', validUntil: '2026-01-01' },
    { ...clock, activity: 'detentionExtended', authority: 'PROSECUTION', maxDays: 40 },
    ...ClockActivity.options.filter((one) => !/^detention(Ord|Ext)/.test(one)).map((activity) => ({ ...clock, activity, maxDays: 10 })),
  ],
}

let count = 0

/** A fact as a view sees it: the example of its type with other data, at a day or an unknown time. */
export const told = (type: EventType, occurredAt: string | undefined, data: object = {}): Standing => {
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

export const owedBy = (sector: Sector, ...facts: readonly Standing[]): readonly Deadline[] =>
  deadlinesOf(
    facts.flatMap((fact) => signalsOf(sector, fact)),
    { clocks: CLOCKS[sector], policy: tenDays, sector, receivingAgency: 'the-receiver' },
  )

/** How the deadlines of one rule stood at noon of a day. */
export const statesOf = (rule: { readonly id: string }, day: string, ...facts: readonly Standing[]): readonly string[] =>
  owedBy(rule.id.slice(0, rule.id.indexOf('.')) as Sector, ...facts)
    .filter(({ ruleId }) => ruleId === rule.id)
    .map((one) => stateAt(one, `${day}T12:00:00.000Z`) ?? 'not yet')

/** Two clocks of support, as strict as none is. */
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
/** The stream of a person, of which only the events matter here. */
export const person: Aggregate = {
  service: 'victimSupport',
  name: 'person',
  events: [RightsInformed, RiskAssessed, ConsentGranted, MajorityReached],
  commands: [],
  decider: { initial: undefined, evolve: (state) => state, decide: () => ({ under: [], events: [] }) },
  streamId: (caseId) => caseId,
}
