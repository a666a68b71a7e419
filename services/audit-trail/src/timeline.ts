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
  type Happened,
  Id,
  PersonRef,
  RuleOverridden,
  SERVICES,
  type ServiceName,
  WarningRaised,
  comparePositions,
} from '@case-timeline/contracts'
import { asOnePerson, effective, mergedRefs, spanOf, underStandingRefs } from '@case-timeline/decider'
import { z } from 'zod'

export interface TimelineQuery {
  /** By when it happened, or by when it was recorded. */
  readonly order: 'occurred' | 'recorded'
  /** What had happened by then (year, month, day or RFC 3339; without an offset it is read in each fact's own zone). */
  readonly asOf?: string | undefined
  /** What had been recorded by then (year, month or day of UTC, or RFC 3339); later corrections are not known yet. */
  readonly knownAt?: string | undefined
}

const STATED = { data: z.unknown(), occurredAt: Envelope.shape.occurredAt, occurredZone: Envelope.shape.occurredZone }
/** What a fact says, and when it happened: as recorded, or as corrected. */
const Statement = z.strictObject(STATED)
export type Statement = Readonly<z.infer<typeof Statement>>

/** Someone changed what the record says about a fact; `correctionTakenBack` retracted an earlier correction of it. */
const Amendment = z.strictObject({
  id: Id,
  kind: z.enum(['corrected', 'retracted', 'correctionTakenBack']),
  recordedAt: CaseEventRecord.shape.recordedAt,
  actor: Actor,
  approver: Approver,
  reasonCode: Code,
})
export type Amendment = Readonly<z.infer<typeof Amendment>>

/** What a warning or an override says, beside the fact that it speaks of. */
const ATTACHED = { id: Id, retracted: z.boolean() }

/** One fact of a case. `data` and `occurredAt` are what counts as right; a fact dated to a day keeps the day as its source wrote it. */
export const TimelineEntry = z.strictObject({
  ...STATED,
  id: Id,
  type: Envelope.shape.type,
  sector: z.enum(SERVICES),
  stream: Envelope.shape.stream,
  revision: CaseEventRecord.shape.revision,
  position: CaseEventRecord.shape.position,
  recordedAt: CaseEventRecord.shape.recordedAt,
  actor: Actor,
  original: Statement.optional().meta({ description: 'what was recorded first, where a correction stands' }),
  mergedRefs: z
    .array(PersonRef)
    .readonly()
    .optional()
    .meta({ description: 'references recorded in it, where `data` names the one that stands for the same person now' }),
  retracted: z.boolean(),
  amendments: z.array(Amendment).readonly(),
  warnings: z.array(WarningRaised.data.extend(ATTACHED)).readonly(),
  overrides: z.array(RuleOverridden.data.extend(ATTACHED)).readonly(),
})
export type TimelineEntry = Readonly<z.infer<typeof TimelineEntry>>

type Correction = FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted>
/** An event that speaks of another event: it stands with that one, not on its own. */
type Remark = Correction | FactOf<typeof WarningRaised> | FactOf<typeof RuleOverridden>
type Recorded<F extends Fact = Fact> = Happened<F> & { readonly record: CaseEventRecord }

const REMARKS: ReadonlySet<string> = new Set<Remark['type']>([
  'case.EventCorrected',
  'case.EventRetracted',
  'case.WarningRaised',
  'case.RuleOverridden',
])

const isRemark = (fact: Recorded): fact is Recorded<Remark> => REMARKS.has(fact.type)

const targetOf = ({ type, data }: Remark): string =>
  type === 'case.EventCorrected' ? data.correctsId : type === 'case.EventRetracted' ? data.retractsId : data.eventId

/** The fact with which an event stands; nothing where it stands on its own. */
export const standsWith = (record: CaseEventRecord): string | undefined => {
  const fact = asRecorded(record)
  return isRemark(fact) ? targetOf(fact) : undefined
}

/** The reader's time zone database may be older than the writer's: one unknown zone must not hide a whole case. */
export const spanInItsZone = (occurredAt: string, zone?: string) => {
  try {
    return spanOf(occurredAt, zone)
  } catch {
    return spanOf(occurredAt)
  }
}

type Dated = Pick<TimelineEntry, 'occurredAt' | 'occurredZone' | 'recordedAt'>

/** When a fact began, in epoch milliseconds; one of unknown time had begun when it was recorded. */
export const began = ({ occurredAt, occurredZone, recordedAt }: Dated): number =>
  occurredAt === undefined ? Date.parse(recordedAt) : spanInItsZone(occurredAt, occurredZone).from

/** Whether a fact had begun by the moment asked for. */
export const hadBegun = (asOf: string | undefined, fact: Dated): boolean =>
  asOf === undefined || began(fact) < spanInItsZone(asOf, fact.occurredZone).until

/** An instant as text that sorts: seconds of UTC, then all of its fraction, which milliseconds would cut. */
const sortable = (instant: string): string => {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? ''
  return `${new Date(spanOf(instant).from).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}`
}

export const recordedBy = (knownAt: string | undefined): ((record: Pick<CaseEventRecord, 'recordedAt'>) => boolean) => {
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
})

type Remarks = ReadonlyMap<string, readonly Recorded<Remark>[]>
type Standing = ReadonlyMap<string, Happened<Fact>>

const byTarget = (remarks: readonly Recorded<Remark>[]): Remarks => {
  const groups = new Map<string, Recorded<Remark>[]>()
  for (const remark of remarks) groups.set(targetOf(remark), [...(groups.get(targetOf(remark)) ?? []), remark])
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

/** Who changed what the record says of an event, the taking back of a correction included. */
const amendmentsOf = (id: string, remarks: Remarks): Amendment[] =>
  (remarks.get(id) ?? []).flatMap((remark) => {
    if (remark.type === 'case.EventRetracted') return [amendment('retracted', remark)]
    if (remark.type !== 'case.EventCorrected') return []
    const takenBack = amendmentsOf(remark.id, remarks).map((one): Amendment => ({ ...one, kind: 'correctionTakenBack' }))
    return [amendment('corrected', remark), ...takenBack]
  })

const statement = ({ data, occurredAt, occurredZone }: Statement): Statement => ({
  data,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
})

/** What stands of a case, and the same with each person under one reference. */
interface Right {
  readonly standing: Standing
  readonly named: Standing
  readonly refs: ReadonlyMap<string, string>
}

const namedIn = ({ data }: Statement, refs: Right['refs']): readonly string[] => {
  const text = JSON.stringify(data)
  return [...refs.keys()].filter((ref) => text.includes(ref))
}

const entryOf = (fact: Recorded, remarks: Remarks, { standing, named, refs }: Right): TimelineEntry => {
  const { envelope, revision, position, recordedAt } = fact.record
  const about = remarks.get(fact.id) ?? []
  const right = isRemark(fact) ? fact : standing.get(fact.id)
  const merged = namedIn(right ?? fact, refs)
  const attached = ({ id }: Recorded) => ({ id, retracted: !standing.has(id) })
  return {
    ...statement(named.get(fact.id) ?? { ...fact, data: underStandingRefs(fact.data, refs) }),
    id: fact.id,
    type: fact.type,
    sector: envelope.stream.slice(0, envelope.stream.indexOf('.')) as ServiceName,
    stream: envelope.stream,
    revision,
    position,
    recordedAt,
    actor: envelope.actor,
    ...(right === undefined || right === fact ? {} : { original: statement(fact) }),
    ...(merged.length === 0 ? {} : { mergedRefs: merged }),
    retracted: right === undefined,
    amendments: amendmentsOf(fact.id, remarks),
    warnings: about.flatMap((one) => (one.type === 'case.WarningRaised' ? [{ ...one.data, ...attached(one) }] : [])),
    overrides: about.flatMap((one) => (one.type === 'case.RuleOverridden' ? [{ ...one.data, ...attached(one) }] : [])),
  }
}

/**
 * The merged timeline of a case across its sectors.
 * @param records all records of the case that the reader may see, in any order
 * @returns one entry per fact; corrections, warnings and overrides stand with the fact that they speak of. Each person has one
 *   reference throughout, whichever was recorded.
 *   By occurrence: the start of what the text covers, then position; a fact of unknown time stands where it was recorded.
 * @throws RangeError when `asOf` or `knownAt` is no date of the calendar
 */
export const timelineOf = (records: readonly CaseEventRecord[], { order, asOf, knownAt }: TimelineQuery): TimelineEntry[] => {
  const facts = records
    .filter(recordedBy(knownAt))
    .sort((a, b) => comparePositions(a.position, b.position))
    .map(asRecorded)
  const ids = new Set(facts.map(({ id }) => id))
  // `effective` hands back the same object where nothing corrects it.
  const effects = effective(facts)
  const byId = (all: readonly Happened<Fact>[]): Standing => new Map(all.map((fact) => [fact.id, fact]))
  const refs = mergedRefs(effects)
  const right = { standing: byId(effects), named: byId(asOnePerson(effects)), refs }
  const underOneName = <F extends Recorded<Remark>>(fact: F): F => ({ ...fact, data: underStandingRefs(fact.data, refs) })
  const remarks = byTarget(facts.filter(isRemark).map(underOneName))
  const entries = facts
    .filter((fact) => !isRemark(fact) || !ids.has(targetOf(fact)))
    .map((fact) => entryOf(fact, remarks, right))
    .filter((entry) => hadBegun(asOf, entry))
  // The sort is stable: what began together stays in the order of positions.
  return order === 'recorded' ? entries : entries.sort((a, b) => began(a) - began(b))
}
