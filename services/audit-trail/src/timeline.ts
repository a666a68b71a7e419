import {
  Actor,
  Approver,
  CaseEventRecord,
  Code,
  Envelope,
  type EventCorrected,
  type EventRetracted,
  type Fact,
  type FactOf,
  type RecordedFact,
  Id,
  PersonRef,
  RuleOverridden,
  SERVICES,
  type ServiceName,
  WarningRaised,
  comparePositions,
} from '@case-timeline/contracts'
import { asOnePerson, concernedIdOf, effective, whoIsWho, withCanonicalRefs, withoutVoidCorrections } from '@case-timeline/casework'
import { spanOf } from '@case-timeline/decider'
import { fittingCorrection } from '@case-timeline/event-store'
import { z } from 'zod'

export interface TimelineQuery {
  /** Sort by the time when facts happened, or by the time when they were recorded. */
  readonly order: 'occurred' | 'recorded'
  /**
   * Only what had happened by then (year, month, day or RFC 3339; without an offset it is read in the zone of each
   * fact).
   */
  readonly asOf?: string | undefined
  /** Only what had been recorded by then (year, month or day in UTC, or RFC 3339), without later corrections. */
  readonly knownAt?: string | undefined
}

const STATEMENT_MEMBERS = { data: z.unknown(), occurredAt: Envelope.shape.occurredAt, occurredZone: Envelope.shape.occurredZone }
/** The data of a fact, and when it happened: as recorded, or as corrected. */
const Statement = z.strictObject(STATEMENT_MEMBERS)
export type Statement = Readonly<z.infer<typeof Statement>>

/** A change to a recorded fact; `correctionRetracted`: an earlier correction of the fact was retracted. */
const Amendment = z.strictObject({
  id: Id,
  kind: z.enum(['corrected', 'retracted', 'correctionRetracted']),
  recordedAt: CaseEventRecord.shape.recordedAt,
  actor: Actor,
  approver: Approver,
  reasonCode: Code,
})
export type Amendment = Readonly<z.infer<typeof Amendment>>

/** Members of a warning or an override, which is shown in the entry of the fact that it refers to. */
const ATTACHED_MEMBERS = { id: Id, retracted: z.boolean() }

/**
 * One fact of a case. `data` and `occurredAt` are as last corrected; a fact dated to a day keeps the day of its source.
 */
export const TimelineEntry = z.strictObject({
  ...STATEMENT_MEMBERS,
  id: Id,
  type: Envelope.shape.type,
  sector: z.enum(SERVICES),
  stream: Envelope.shape.stream,
  revision: CaseEventRecord.shape.revision,
  position: CaseEventRecord.shape.position,
  recordedAt: CaseEventRecord.shape.recordedAt,
  actor: Actor,
  original: Statement.optional().meta({ description: 'the fact as it was first recorded; only if a correction is in force' }),
  mergedRefs: z.array(PersonRef).readonly().optional().meta({
    description: 'person references that were recorded in the fact and are merged now: `data` has the canonical reference instead',
  }),
  retracted: z.boolean(),
  amendments: z.array(Amendment).readonly(),
  warnings: z.array(WarningRaised.data.extend(ATTACHED_MEMBERS)).readonly(),
  overrides: z.array(RuleOverridden.data.extend(ATTACHED_MEMBERS)).readonly(),
})
export type TimelineEntry = Readonly<z.infer<typeof TimelineEntry>>

type Correction = FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted>
/** An event that refers to another event: it is shown in the entry of that event. */
type AttachedEvent = Correction | FactOf<typeof WarningRaised> | FactOf<typeof RuleOverridden>
type Recorded<F extends Fact = Fact> = RecordedFact<F> & {
  readonly record: CaseEventRecord
  readonly stored: { readonly stream: string }
}

const ATTACHED_EVENT_TYPES: ReadonlySet<string> = new Set<AttachedEvent['type']>([
  'case.EventCorrected',
  'case.EventRetracted',
  'case.WarningRaised',
  'case.RuleOverridden',
])

const isAttached = (fact: Recorded): fact is Recorded<AttachedEvent> => ATTACHED_EVENT_TYPES.has(fact.type)

const targetOf = (event: AttachedEvent): string => concernedIdOf(event) ?? ''

/** The streams of a case's events, by their ids. */
export type StreamsById = ReadonlyMap<string, string>

/**
 * The id of the fact to which an event is attached; `undefined` for an event that has its own entry. It is attached to a fact
 * of its own stream only: nobody corrects or remarks on what another sector recorded.
 */
export const attachedTo = (record: CaseEventRecord, streams: StreamsById): string | undefined => targetIn(asRecorded(record), streams)

const targetIn = (fact: Recorded, streams: StreamsById): string | undefined => {
  if (!isAttached(fact)) return undefined
  const target = targetOf(fact)
  return streams.get(target) === fact.stored.stream ? target : undefined
}

/**
 * The span of a date in its zone; an unknown zone is read as UTC. The reader's time zone database may be older than the
 * writer's, and one unknown zone must not make a case unreadable.
 */
export const spanInItsZone = (occurredAt: string, zone?: string) => {
  try {
    return spanOf(occurredAt, zone)
  } catch {
    return spanOf(occurredAt)
  }
}

type Dated = Pick<TimelineEntry, 'occurredAt' | 'occurredZone' | 'recordedAt'>

/** When a fact began, in epoch milliseconds; a fact of unknown time began when it was recorded. */
export const began = ({ occurredAt, occurredZone, recordedAt }: Dated): number =>
  occurredAt === undefined ? Date.parse(recordedAt) : spanInItsZone(occurredAt, occurredZone).from

/**
 * Sorts by a number, which is computed once for each element: arithmetic in a zone costs more than the rest of an entry.
 * The order of equal elements stays.
 */
export const sortedBy = <T>(all: readonly T[], keyOf: (one: T) => number): T[] =>
  all
    .map((one) => ({ one, key: keyOf(one) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)

/** Whether a fact had begun by the given moment. */
export const hadBegun = (asOf: string | undefined, fact: Dated): boolean =>
  asOf === undefined || began(fact) < spanInItsZone(asOf, fact.occurredZone).until

/** An instant as sortable text: seconds of UTC, then the complete fraction, which a `Date` cuts to milliseconds. */
const sortable = (instant: string): string => {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? ''
  return `${new Date(spanOf(instant).from).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}`
}

/** Whether a record had been recorded by a moment; a year, month or day is in UTC and includes its end. */
export const wasRecordedBy = (knownAt: string | undefined): ((record: Pick<CaseEventRecord, 'recordedAt'>) => boolean) => {
  if (knownAt === undefined) return () => true
  if (knownAt.includes('T')) {
    const last = sortable(knownAt)
    return ({ recordedAt }) => sortable(recordedAt) <= last
  }
  const { until } = spanOf(knownAt)
  return ({ recordedAt }) => Date.parse(recordedAt) < until
}

const asRecorded = (record: CaseEventRecord): Recorded => ({
  id: record.envelope.id,
  type: record.envelope.type,
  data: record.data,
  occurredAt: record.envelope.occurredAt,
  occurredZone: record.envelope.occurredZone,
  record,
  stored: record.envelope,
})

type AttachedEvents = ReadonlyMap<string, readonly Recorded<AttachedEvent>[]>
type FactsById = ReadonlyMap<string, RecordedFact<Fact>>

const byTarget = (attachedEvents: readonly Recorded<AttachedEvent>[]): AttachedEvents => {
  const groups = new Map<string, Recorded<AttachedEvent>[]>()
  for (const attachedEvent of attachedEvents)
    groups.set(targetOf(attachedEvent), [...(groups.get(targetOf(attachedEvent)) ?? []), attachedEvent])
  return groups
}

const amendment = (kind: Amendment['kind'], { id, data, record }: Recorded<Correction>): Amendment => ({
  id,
  kind,
  recordedAt: record.recordedAt,
  actor: record.envelope.actor,
  approver: data.approver,
  reasonCode: data.reasonCode,
})

/** The corrections and retractions of an event, and the retractions of these corrections. */
const amendmentsOf = (id: string, attachedEvents: AttachedEvents): Amendment[] =>
  (attachedEvents.get(id) ?? []).flatMap((attachedEvent) => {
    if (attachedEvent.type === 'case.EventRetracted') return [amendment('retracted', attachedEvent)]
    if (attachedEvent.type !== 'case.EventCorrected') return []
    const retractions = amendmentsOf(attachedEvent.id, attachedEvents).map((retraction): Amendment => ({
      ...retraction,
      kind: 'correctionRetracted',
    }))
    return [amendment('corrected', attachedEvent), ...retractions]
  })

const statement = ({ data, occurredAt, occurredZone }: Statement): Statement => ({
  data,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
})

/** The effective facts of a case, and the same facts with canonical person references. */
interface EffectiveCase {
  readonly effectiveFacts: FactsById
  readonly canonicalFacts: FactsById
  readonly refs: ReadonlyMap<string, string>
}

/** The merged references that a fact contains. A reference is a UUID, so any text that contains it means the person. */
const mergedRefsIn = ({ data }: Statement, refs: EffectiveCase['refs']): readonly string[] => {
  if (refs.size === 0) return []
  const text = JSON.stringify(data)
  return [...refs.keys()].filter((ref) => text.includes(ref))
}

const entryOf = (
  fact: Recorded,
  attachedEvents: AttachedEvents,
  { effectiveFacts, canonicalFacts, refs }: EffectiveCase,
): TimelineEntry => {
  const { envelope, revision, position, recordedAt } = fact.record
  const attachedToFact = attachedEvents.get(fact.id) ?? []
  const effectiveFact = isAttached(fact) ? fact : effectiveFacts.get(fact.id)
  const merged = mergedRefsIn(effectiveFact ?? fact, refs)
  const attached = ({ id }: Recorded) => ({ id, retracted: !effectiveFacts.has(id) })
  return {
    ...statement(canonicalFacts.get(fact.id) ?? { ...fact, data: withCanonicalRefs(fact.data, refs) }),
    id: fact.id,
    type: fact.type,
    sector: envelope.stream.slice(0, envelope.stream.indexOf('.')) as ServiceName,
    stream: envelope.stream,
    revision,
    position,
    recordedAt,
    actor: envelope.actor,
    ...(effectiveFact === undefined || effectiveFact === fact ? {} : { original: statement(fact) }),
    ...(merged.length === 0 ? {} : { mergedRefs: merged }),
    retracted: effectiveFact === undefined,
    amendments: amendmentsOf(fact.id, attachedEvents),
    warnings: attachedToFact.flatMap((one) => (one.type === 'case.WarningRaised' ? [{ ...one.data, ...attached(one) }] : [])),
    overrides: attachedToFact.flatMap((one) => (one.type === 'case.RuleOverridden' ? [{ ...one.data, ...attached(one) }] : [])),
  }
}

/**
 * The merged timeline of a case across its sectors.
 * @param records all records of the case that the reader may see, in any order
 * @returns one entry per fact; corrections, warnings and overrides are shown in the entry of the fact that they refer
 *   to. Each person has the canonical reference in all entries. Order by occurrence: by the first instant of the date,
 *   then by position; a fact of unknown time by its recording time.
 * @throws RangeError when `asOf` or `knownAt` is not a date of the calendar
 */
export const timelineOf = (records: readonly CaseEventRecord[], { order, asOf, knownAt }: TimelineQuery): TimelineEntry[] => {
  const facts = records
    .filter(wasRecordedBy(knownAt))
    .sort((a, b) => comparePositions(a.position, b.position))
    .map(asRecorded)
  const streams: StreamsById = new Map(facts.map(({ id, stored }) => [id, stored.stream]))
  const valid = new Set(withoutVoidCorrections(facts, fittingCorrection).map(({ id }) => id))
  const isAttachedHere = (fact: Recorded): fact is Recorded<AttachedEvent> => valid.has(fact.id) && targetIn(fact, streams) !== undefined
  // `effective` returns the same object for a fact without corrections: `entryOf` compares by identity.
  const effectiveHistory = effective(facts, fittingCorrection)
  const byId = (all: readonly RecordedFact<Fact>[]): FactsById => new Map(all.map((fact) => [fact.id, fact]))
  const refs = whoIsWho(effectiveHistory).canonicalRefs
  const effectiveCase = { effectiveFacts: byId(effectiveHistory), canonicalFacts: byId(asOnePerson(effectiveHistory)), refs }
  const withCanonical = <F extends Recorded<AttachedEvent>>(fact: F): F => ({ ...fact, data: withCanonicalRefs(fact.data, refs) })
  const attachedEvents = byTarget(facts.filter(isAttachedHere).map(withCanonical))
  const entries = facts
    .filter((fact) => !isAttachedHere(fact))
    .map((fact) => entryOf(fact, attachedEvents, effectiveCase))
    .filter((entry) => hadBegun(asOf, entry))
  // Facts with the same start stay in the order of positions.
  return order === 'recorded' ? entries : sortedBy(entries, began)
}
