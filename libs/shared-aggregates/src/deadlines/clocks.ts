import {
  actingAgencyOf,
  statedAtOf,
  type Clock,
  type DeadlineRule,
  type RecordedEvent,
  type Start,
  type Transfer,
  sectorOf,
} from '@case-timeline/casework'
import {
  CaseTransferred,
  eventTypeOf,
  OfficeAdmitted,
  type EventType,
  type EventTypeName,
  type FactOf,
  officeAddressedBy,
} from '@case-timeline/contracts'
import type { ClockSignal, Signal } from './deadline.ts'

/** The rule of each clock, for the list of a service's rules. */
export const deadlineRulesOf = (clocks: readonly Clock[]): readonly DeadlineRule[] => clocks.map(({ rule }) => rule)

const mappingsOf = ({ starts, stops, eachPerson, accusations, courts, ground, liberty }: Clock) => [
  ...stops,
  ...starts,
  ...(eachPerson ?? []),
  ...(accusations ?? []),
  ...(courts ?? []),
  ...(ground ? [...ground.establishesGround, ...ground.withdrawsGround] : []),
  ...(liberty?.facts ?? []),
]

/** The names of the event types that affect some clocks: start or stop them, name a person or change a ground. */
export const clockEventNamesOf = (clocks: readonly Clock[]): readonly EventTypeName[] => [
  ...new Set(clocks.flatMap((clock) => mappingsOf(clock).map(({ type }) => type))),
]

/** The event types that affect some clocks. */
export const clockEventTypesOf = (clocks: readonly Clock[]): readonly EventType[] => clockEventNamesOf(clocks).map(eventTypeOf)

/** By event type: the ids of the rules of the clocks that it affects. */
export const ruleIdsByEventType = (clocks: readonly Clock[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    clockEventNamesOf(clocks).map((type) => [
      type,
      clocks.filter((clock) => mappingsOf(clock).some((mapping) => mapping.type === type)).map(({ rule }) => rule.id),
    ]),
  )

/** An effective fact, with its data in the newest version of its type. */
export interface EffectiveFact {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** When the correction in force was recorded, if there is one. */
  readonly restatedAt?: string | undefined
  readonly stored: Pick<RecordedEvent, 'stream' | 'recordedAt' | 'envelope'> & Partial<Pick<RecordedEvent, 'data'>>
}

const notCountedIn = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'notCounted' in data ? data.notCounted : undefined

/** When a fact, or the correction of it, recorded which time does not count. */
export const recordingOf = ({ data, restatedAt, stored }: Pick<EffectiveFact, 'data' | 'restatedAt' | 'stored'>): string =>
  restatedAt === undefined || JSON.stringify(notCountedIn(data)) === JSON.stringify(notCountedIn(stored.data))
    ? stored.recordedAt
    : restatedAt

/** Whether the days of a clock count from the time of its event: not from a date that the event states. */
const countsFromEvent = ({ due }: Start): boolean => !('on' in due) && due.from === undefined

const affects = ({ type }: { readonly type: EventTypeName }, fact: EffectiveFact): boolean => type === fact.type

/** By which duties go on to another office of the sector that records it. */
const CHANGES_OF_OFFICE: readonly string[] = [CaseTransferred, OfficeAdmitted].map(({ type }) => type)

const transferBy = ({ type, data }: EffectiveFact): Transfer | undefined => {
  if (type === CaseTransferred.type) {
    const { from, to } = data as FactOf<typeof CaseTransferred>['data']
    return { from, to }
  }
  if (type !== OfficeAdmitted.type) return undefined
  const { inPlaceOf, office } = data as FactOf<typeof OfficeAdmitted>['data']
  return inPlaceOf === undefined ? undefined : { from: inPlaceOf, to: office }
}

/**
 * The effects of an event on a clock: stops come before starts, so that an event that does both ends the running clock
 * and not the one that it starts. What an import leaves undated starts no clock, and one that it stops was met at an
 * unknown time: nothing is claimed about it.
 */
export const signalsOfClock = (
  { owedBy, starts, stops, eachPerson = [], accusations = [], courts = [], ground, liberty }: Clock,
  fact: EffectiveFact,
): readonly ClockSignal[] => {
  const { id, data, occurredAt, occurredZone, stored } = fact
  const { actor, imported, jurisdiction } = stored.envelope
  const isUndatedImport = imported !== undefined && occurredAt === undefined
  const agencyId = imported?.agencyId ?? actingAgencyOf(actor)
  const origin = {
    eventId: id,
    service: sectorOf(stored.stream),
    agencyId,
    addressedTo: officeAddressedBy(fact, stored.stream, owedBy)?.office,
    reportedBy: agencyId === actingAgencyOf(actor) ? undefined : actingAgencyOf(actor),
    imported: imported === undefined ? undefined : true,
    jurisdiction,
    at: occurredAt ?? stored.recordedAt,
    undated: occurredAt === undefined || undefined,
    zone: occurredAt === undefined ? undefined : occurredZone,
  }
  if (CHANGES_OF_OFFICE.includes(fact.type) && origin.service !== owedBy) return []
  const transfer = transferBy(fact)
  const signals: ClockSignal[] = transfer === undefined ? [] : [{ ...origin, transfer }]
  for (const mapping of stops)
    if (affects(mapping, fact))
      for (const stop of mapping.of(data, id)) {
        const isWaiver = isUndatedImport && stop.at === undefined
        signals.push({ ...origin, stop: isWaiver ? { ...stop, isWaiver } : stop })
      }
  for (const mapping of starts)
    if (affects(mapping, fact))
      for (const start of mapping.of(data, id)) if (!isUndatedImport || !countsFromEvent(start)) signals.push({ ...origin, start })
  for (const mapping of isUndatedImport ? [] : eachPerson)
    if (affects(mapping, fact)) for (const person of mapping.of(data, id)) signals.push({ ...origin, person })
  for (const mapping of accusations)
    if (affects(mapping, fact)) for (const accusation of mapping.of(data, id)) signals.push({ ...origin, accusation })
  for (const mapping of courts) if (affects(mapping, fact)) for (const court of mapping.of(data, id)) signals.push({ ...origin, court })
  for (const mapping of ground?.establishesGround ?? [])
    if (affects(mapping, fact)) for (const established of mapping.of(data, id)) signals.push({ ...origin, ground: established })
  for (const mapping of ground?.withdrawsGround ?? [])
    if (affects(mapping, fact)) for (const loss of mapping.of(data, id)) signals.push({ ...origin, loss })
  for (const mapping of liberty?.facts ?? [])
    if (affects(mapping, fact))
      for (const custody of mapping.of(data)) {
        const statedAt = statedAtOf(custody, { ...origin, recordedAt: recordingOf(fact) })
        signals.push({ ...origin, custody, ...(statedAt === undefined ? {} : { statedAt }) })
      }
  return signals
}

/** The effects of an event on some clocks. */
export const signalsOf = (clocks: readonly Clock[], fact: EffectiveFact): readonly Signal[] =>
  clocks.flatMap((clock) => signalsOfClock(clock, fact).map((signal) => ({ ruleId: clock.rule.id, ...signal })))
