import { type Envelope, EVENT_TYPES, EventCorrected, EventRetracted, type EventType, upcast } from '@case-timeline/contracts'
import { z } from 'zod'
import { type Accepts, acceptorOf } from './acceptor.ts'
import type { StoredEvent } from './event-store.ts'

/** The type of the placeholder that stands in a stream for an event that cannot be read; it is visible to nobody. */
export const UNREADABLE = 'case-timeline.Unreadable'

export const isReadable = ({ type }: Pick<StoredEvent, 'type'>): boolean => type !== UNREADABLE

// Only the structure that readers rely on: a rule that a later release tightens must not make a recorded fact
// disappear. Unknown members are those of a later release.
const text = z.string()
const ReadableEnvelope = z.looseObject({
  id: text,
  type: text,
  schemaVersion: z.int().min(1),
  deployment: text,
  caseId: text.optional(),
  stream: text,
  commandId: text,
  occurredAt: text.optional(),
  occurredZone: text.optional(),
  jurisdiction: text,
  actor: z.looseObject({ userId: text, agencyId: text, role: text }),
  subjects: z.array(z.looseObject({ personRef: text, capacity: text })).optional(),
  classification: text,
  basis: z.looseObject({ events: z.array(z.looseObject({ id: text, stream: text, revision: z.int() })) }).optional(),
  dataHash: text,
  visibility: z.array(text).min(1).optional(),
})

const acceptsEnvelope = acceptorOf(ReadableEnvelope)

/** Commands are nested 32 deep at most, and a fact, an approval or a correction has little around them. */
const MAX_DEPTH = 64

const isWithin = (value: unknown, depth: number): boolean => {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  for (const member of Array.isArray(value) ? value : Object.values(value)) if (!isWithin(member, depth - 1)) return false
  return true
}

const COLUMNS = ['id', 'type', 'stream', 'caseId', 'commandId'] as const

const parsed = (read: () => unknown): unknown => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The members of an event that a reason names at most. */
const MAX_NAMED = 3

/** The members of an event that lack the structure on which readers rely. */
export const malformedMembers = (event: StoredEvent): readonly string[] => {
  const envelope = parsed(() => event.envelope)
  if (!acceptsEnvelope(envelope)) {
    const { error } = ReadableEnvelope.safeParse(envelope)
    if (error) return error.issues.slice(0, MAX_NAMED).map(({ path }) => ['envelope', ...path].join('.'))
  }
  const data = parsed(() => event.data)
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? [] : ['data']
}

/** Why an event cannot be read: the reason of `malformedMembers`, or that the store's columns differ from its envelope. */
const unreadableStructure = (event: StoredEvent): string | undefined => {
  const malformed = malformedMembers(event)
  if (malformed.length > 0) return `malformed: ${malformed.join(', ')}`
  const differing = COLUMNS.filter((name) => event[name] !== event.envelope[name])
  return differing.length > 0 ? `the store's columns differ from the envelope: ${differing.join(', ')}` : undefined
}

/** Whether an issue is only an unknown member, which is one of a later release of the same version. */
const isLaterMember = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'unrecognized_keys' || (issue.code === 'invalid_union' && issue.errors.some((issues) => issues.every(isLaterMember)))

const acceptors = new Map<EventType, Accepts>()

/** Made at first use: there are many types, and a process reads some of them. */
const acceptorFor = (type: EventType): Accepts => {
  const known = acceptors.get(type) ?? acceptorOf(type.data)
  acceptors.set(type, known)
  return known
}

/**
 * The members of data that do not fit a type, in the version in which they were recorded; none for a type or a version that
 * this release does not know. What services record fits: data is validated when it is recorded, and a released schema accepts
 * what an earlier release of the same version recorded (`libs/contracts/src/compatibility.ts`).
 */
const misfittingMembers = (type: string, schemaVersion: number, data: unknown): readonly string[] => {
  const known = EVENT_TYPES.get(type)
  if (!known || schemaVersion > known.version) return []
  if (schemaVersion === known.version && acceptorFor(known)(data)) return []
  try {
    const { error } = z.safeParse(known.data, upcast(known, schemaVersion, data))
    const issues = (error?.issues ?? []).filter((issue) => !isLaterMember(issue))
    return issues.slice(0, MAX_NAMED).map(({ path }) => ['data', ...path].join('.').slice(0, 100))
  } catch {
    return ['data']
  }
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A correction concerns one event, by the member of its own type: the store may have looked at the other one. */
const misfittingCorrection = ({ type, data }: StoredEvent): readonly string[] => {
  const members = data as Readonly<Record<string, unknown>>
  if (type === EventRetracted.type) return 'correctsId' in members ? ['data.correctsId'] : []
  if (type !== EventCorrected.type) return []
  return ['retractsId' in members ? 'data.retractsId' : [], isRecord(members['data']) ? [] : 'data.data'].flat()
}

/**
 * Why an event cannot be read: a member is malformed, its envelope contradicts the columns by which the store found it, or
 * its data does not fit its type. Undefined for a readable event. It depends on nothing but the event, so that every reader
 * of a release, whatever it read before, passes over the same events.
 */
export const unreadableReason = (event: StoredEvent): string | undefined => {
  const structure = unreadableStructure(event)
  if (structure !== undefined) return structure
  if (!isWithin(event.data, MAX_DEPTH) || !isWithin(event.envelope, MAX_DEPTH)) return `malformed: nested more than ${MAX_DEPTH} deep`
  const misfitting = [...misfittingMembers(event.type, event.schemaVersion, event.data), ...misfittingCorrection(event)]
  if (misfitting.length === 0) return undefined
  return `the data does not fit ${event.type} in version ${event.schemaVersion}: ${misfitting.join(', ')}`
}

/**
 * The data of a correction, as recorded; undefined if it does not fit the type that it corrects: then the correction has no
 * effect.
 */
export const fittingCorrection = (type: string, schemaVersion: number, data: unknown): unknown =>
  !EVENT_TYPES.has(type) || fitsAsCorrection(type, schemaVersion, data) ? data : undefined

/** By the data of a correction: a case is folded again and again. */
const fittingCorrections = new WeakMap<object, Map<string, boolean>>()

const recordedAs = new WeakMap<object, object>()

/**
 * Lets the data of a correction with a part withheld have the effect of what was recorded: a pseudonym or a shorter list may
 * fit no type.
 */
export const keepFitOf = (recorded: unknown, withheldInPart: unknown): void => {
  if (typeof withheldInPart === 'object' && withheldInPart !== null && typeof recorded === 'object' && recorded !== null)
    recordedAs.set(withheldInPart, recordedAs.get(recorded) ?? recorded)
}

const fitsAsCorrection = (type: string, schemaVersion: number, given: unknown): boolean => {
  if (typeof given !== 'object' || given === null) return false
  const data = recordedAs.get(given) ?? given
  const known = fittingCorrections.get(data) ?? new Map<string, boolean>()
  const key = `${type} ${schemaVersion}`
  const fits = known.get(key) ?? misfittingMembers(type, schemaVersion, data).length === 0
  fittingCorrections.set(data, known.set(key, fits))
  return fits
}

/**
 * The corrections in a history whose data does not fit the type of the event that they correct, each with the reason. They
 * have no effect (`fittingCorrection`), and are reported where a history has both.
 */
export const misfittingCorrections = (history: readonly StoredEvent[]): readonly { event: StoredEvent; reason: string }[] => {
  const corrections = history.filter(({ type }) => type === EventCorrected.type)
  if (corrections.length === 0) return []
  const types = new Map(history.map(({ id, type }) => [id, type]))
  return corrections.flatMap((event) => {
    const { correctsId, schemaVersion, data } = event.data as (typeof EventCorrected)['example']
    const type = types.get(correctsId)
    if (type === undefined || fittingCorrection(type, schemaVersion, data) !== undefined) return []
    return [{ event, reason: `the data of the correction does not fit ${type} in version ${schemaVersion}` }]
  })
}

/** Stands in its stream for an event that cannot be read: the stream's next revision follows it. No fold knows its type. */
export const placeholderFor = (event: StoredEvent): StoredEvent => {
  const { id, stream, revision, caseId, commandId, position, recordedAt, eventHash, chainHash } = event
  const envelope: Envelope = {
    ...{ id, type: UNREADABLE, schemaVersion: 1, deployment: 'unreadable', caseId, stream, commandId, commandDigest: '' },
    ...{ jurisdiction: 'ZZ', actor: { userId: 'unreadable', agencyId: 'unreadable', role: 'unreadable' } },
    ...{ classification: 'RESTRICTED', correlationId: 'unreadable', dataHash: '' },
  }
  return {
    ...{ id, type: UNREADABLE, schemaVersion: 1, stream, revision, caseId, commandId, position, recordedAt, eventHash, chainHash },
    ...{ visibility: [], envelope, data: {}, envelopeText: '{}', dataText: '{}' },
    toRecord: () => {
      throw new Error(`the event at position ${position} cannot be read, so it has no record`)
    },
  }
}

/**
 * The fold of a history. If it throws, it is repeated without the events whose data does not fit their type, so that
 * one malformed event does not close its case. A store passes over such events already; who may read a case is decided
 * from other histories, too, such as those with data withheld.
 * @throws the error of the fold if every event fits its type
 */
export const foldReadable = <E extends StoredEvent, T>(history: readonly E[], fold: (history: readonly E[]) => T): T => {
  try {
    return fold(history)
  } catch (error) {
    const fitting = history.filter((event) => misfittingMembers(event.type, event.schemaVersion, event.data).length === 0)
    if (fitting.length === history.length) throw error
    return fold(fitting)
  }
}
