import { createHash } from 'node:crypto'
import type { HashedEvent, Append, Guard, StoredEvent } from '../event-store.ts'
import { type MovableEvent, MoveRefused } from '../moving/movable-log.ts'
import { storedEvent } from '../stored-event.ts'
import type { Proposal } from './proposals.ts'
import type { ReadResponse } from './requests.ts'

/**
 * The metadata of an event in EventStoreDB, as JSON. This shape is stored: add only optional members. `$correlationId`
 * and `$causationId` are EventStoreDB's own names, by which its projections and its web page link events.
 */
interface Metadata {
  /** First, so that a reader that needs only this member finds it at once. */
  readonly caseId?: string | undefined
  readonly commandId: string
  /** Hexadecimal, as all hashes here. */
  readonly commandDigest: string
  readonly visibility: string
  readonly eventHash: string
  readonly chainHash: string
  readonly salt: string
  /** The RFC 8785 text, which `eventHash` hashes. */
  readonly envelope: string
  /** The streams and cases that the command was decided on and that must be unchanged; on its first event. */
  readonly guards?: readonly Guard[] | undefined
  /** Id of the attempt to append. A process that finds another id on the events did not record them itself. */
  readonly sending: string
  /** RFC 3339 with microseconds; only on an event that was moved from another store, whose clock it is of. */
  readonly recordedAt?: string | undefined
  readonly $correlationId: string
  readonly $causationId?: string | undefined
}

/**
 * An event of a command in the form in which it is sent.
 * @param chainHash the link that it adds to the chain of its stream
 * @param sending id of the attempt to append
 */
export const proposalOf = (
  event: HashedEvent,
  chainHash: Buffer,
  { commandId, commandDigest, guards }: Append,
  sending: string,
): Proposal => {
  return proposed(event, {
    caseId: event.caseId,
    commandId,
    commandDigest: commandDigest.toString('hex'),
    visibility: event.visibility.join(','),
    eventHash: event.eventHash.toString('hex'),
    chainHash: chainHash.toString('hex'),
    salt: event.salt.toString('hex'),
    envelope: event.envelopeText,
    guards: guards?.length ? guards : undefined,
    sending,
  })
}

type OwnMetadata = Omit<Metadata, '$correlationId' | '$causationId'>

const proposed = ({ id, type, dataText }: { id: string; type: string; dataText: string }, own: OwnMetadata): Proposal => {
  const { correlationId, causationId } = JSON.parse(own.envelope) as { correlationId: string; causationId?: string }
  const metadata: Metadata = { ...own, $correlationId: correlationId, $causationId: causationId }
  return { id, type, data: Buffer.from(dataText), metadata: Buffer.from(JSON.stringify(metadata)) }
}

/**
 * An event that another store recorded, with its hashes and its time. Its guards were checked when it was recorded.
 * @throws MoveRefused for an event without a salt
 */
export const movedProposalOf = (event: MovableEvent): Proposal => {
  const { id, type, data, caseId, salt, commandId, commandDigest, visibility, eventHash, chainHash, envelope, recordedAt } = event
  if (salt === null) throw new MoveRefused(`${event.stream}, revision ${event.revision}, has no salt, which EventStoreDB needs.`)
  const own = { caseId: caseId ?? undefined, commandId, commandDigest, visibility, eventHash, chainHash, salt, envelope }
  return proposed({ id, type, dataText: data }, { ...own, sending: 'moved', recordedAt })
}

/** What another store needs to record an event of this one. */
export const movableEventOf = ({ event, commandDigest }: RecordedEvent): MovableEvent => ({
  ...{ position: event.position, stream: event.stream, revision: String(event.revision), id: event.id, commandId: event.commandId },
  ...{ commandDigest: commandDigest.toString('hex'), type: event.type, caseId: event.caseId ?? null },
  ...{ visibility: (event.filedVisibility ?? event.visibility).join(','), envelope: event.envelopeText, data: event.dataText },
  ...{ salt: event.salt ?? null, eventHash: event.eventHash, chainHash: event.chainHash, recordedAt: event.recordedAt },
})

/** An event of the log as the server sends it, not yet parsed. */
export interface LogEntry {
  readonly stream: string
  readonly revision: number
  /** Commit position. */
  readonly position: string
  readonly type: string
  /** UTF-8. */
  readonly metadata: Buffer
  readonly data: Buffer
  /** 100 nanoseconds since 1970. */
  readonly created: bigint
  readonly id: string
  /** The event as case-timeline recorded it, parsed once; undefined for an event of another application. */
  recorded(): RecordedEvent | undefined
}

/** Servers before 22.6 send this as the position of an event that is read from its stream. */
const NO_POSITION = '18446744073709551615'

/** The same bytes as a Buffer, not copied. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The event in a response, if it has one. @throws for a server that does not report positions */
export const logEntryOf = (response: ReadResponse): LogEntry | undefined => {
  const event = response.getEvent()?.getEvent()
  if (!event) return undefined
  const position = event.getCommitPosition()
  if (position === NO_POSITION) throw new Error('this EventStoreDB does not report the position of an event: use version 22.6 or later')
  let recorded: { readonly event: RecordedEvent | undefined } | undefined
  const entry: LogEntry = {
    stream: asBuffer(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()).toString(),
    revision: Number(event.getStreamRevision()),
    position,
    type: event.getMetadataMap().get('type') ?? '',
    metadata: asBuffer(event.getCustomMetadata_asU8()),
    data: asBuffer(event.getData_asU8()),
    created: BigInt(event.getMetadataMap().get('created') ?? 0),
    id: event.getId()?.getString() ?? '',
    recorded: () => (recorded ??= { event: recordedEventOf(entry) }).event,
  }
  return entry
}

/**
 * The case of an event, without parsing its metadata, of which `caseId` is the first member if the event has a case.
 */
export const caseIdOf = ({ metadata }: LogEntry): string | undefined =>
  /^\{"caseId":"([^"]+)"/.exec(metadata.toString('latin1', 0, 64))?.[1]

/** The hash by which a record is recognised: of an event of ours its own; of another one it identifies the record. */
export const recordHashOf = (entry: LogEntry): string => {
  const recorded = entry.recorded()
  if (recorded) return recorded.event.eventHash
  return createHash('sha256').update(`${entry.id} ${entry.stream} ${entry.revision}`).digest('hex')
}

/** An event that case-timeline recorded, with what only the driver needs of its metadata. */
export interface RecordedEvent {
  readonly event: StoredEvent
  readonly commandDigest: Buffer
  readonly guards: readonly Guard[]
  readonly sending: string
}

const TEXTS = ['commandId', 'commandDigest', 'visibility', 'eventHash', 'chainHash', 'salt', 'envelope'] as const

/** Date would take the 30th of February for the 2nd of March. */
const isTime = (value: unknown): boolean => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)) return false
  const [second, time] = [value.slice(0, 19), Date.parse(`${value.slice(0, 19)}Z`)]
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(second)
}

/** Any login of the server may write metadata with these names, so their types are checked, too. */
const isOwnMetadata = (metadata: unknown): metadata is Metadata => {
  if (typeof metadata !== 'object' || metadata === null) return false
  const { caseId, guards, recordedAt, ...members } = metadata as Readonly<Record<string, unknown>>
  const hasTexts = TEXTS.every((name) => typeof members[name] === 'string')
  const hasOptionalTexts = ['string', 'undefined'].includes(typeof caseId) && (recordedAt === undefined || isTime(recordedAt))
  return hasTexts && hasOptionalTexts && (guards === undefined || Array.isArray(guards))
}

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

const rfc3339Of = (ticks: bigint): string => {
  const seconds = new Date(Number(ticks / 10_000_000n) * 1_000).toISOString().slice(0, 19)
  return `${seconds}.${String((ticks / 10n) % 1_000_000n).padStart(6, '0')}Z`
}

const recordedEventOf = (entry: Omit<LogEntry, 'recorded'>): RecordedEvent | undefined => {
  const metadata = parsed(entry.metadata)
  if (!isOwnMetadata(metadata)) return undefined
  const event = storedEvent({
    position: entry.position,
    stream: entry.stream,
    revision: String(entry.revision),
    id: entry.id,
    commandId: metadata.commandId,
    type: entry.type,
    caseId: metadata.caseId ?? null,
    visibility: metadata.visibility,
    envelope: metadata.envelope,
    data: entry.data.toString(),
    salt: metadata.salt,
    eventHash: metadata.eventHash,
    chainHash: metadata.chainHash,
    recordedAt: metadata.recordedAt ?? rfc3339Of(entry.created),
  })
  return { event, commandDigest: Buffer.from(metadata.commandDigest, 'hex'), guards: metadata.guards ?? [], sending: metadata.sending }
}
