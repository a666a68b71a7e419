import { EVENT_TYPES, type Envelope, upcast } from '@case-timeline/contracts'
import { z } from 'zod'
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

const COLUMNS = ['id', 'type', 'stream', 'caseId', 'commandId'] as const

const parsed = (read: () => unknown): unknown => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The members of an event that lack the structure on which readers rely. */
export const malformedMembers = (event: StoredEvent): readonly string[] => {
  const { error } = ReadableEnvelope.safeParse(parsed(() => event.envelope))
  if (error) return error.issues.slice(0, 3).map(({ path }) => ['envelope', ...path].join('.'))
  const data = parsed(() => event.data)
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? [] : ['data']
}

/**
 * Why an event cannot be read: a member is malformed, or its envelope contradicts the columns by which the store found
 * it. Undefined for a readable event.
 */
export const unreadableReason = (event: StoredEvent): string | undefined => {
  const malformed = malformedMembers(event)
  if (malformed.length > 0) return `malformed: ${malformed.join(', ')}`
  const differing = COLUMNS.filter((name) => event[name] !== event.envelope[name])
  return differing.length > 0 ? `the store's columns differ from the envelope: ${differing.join(', ')}` : undefined
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

/** Unknown members are those of a later release of the same version. */
const fitsItsType = ({ type, schemaVersion, data }: StoredEvent): boolean => {
  const known = EVENT_TYPES.get(type)
  if (!known || schemaVersion > known.version) return true
  try {
    const { success, error } = z.safeParse(known.data, upcast(known, schemaVersion, data))
    return success || error.issues.every(({ code }) => code === 'unrecognized_keys')
  } catch {
    return false
  }
}

/**
 * The fold of a history. If it throws, it is repeated without the events whose data does not fit their type, so that
 * one malformed event does not close its case. Data is not validated before: a fact that can be folded stays, even if a
 * later release would not record it.
 * @throws the error of the fold if every event fits its type
 */
export const foldReadable = <E extends StoredEvent, T>(history: readonly E[], fold: (history: readonly E[]) => T): T => {
  try {
    return fold(history)
  } catch (error) {
    const fitting = history.filter(fitsItsType)
    if (fitting.length === history.length) throw error
    return fold(fitting)
  }
}
