import type { SealedEvent, Append, Guard, StoredEvent } from '../event-store.ts'
import { storedEvent } from '../stored-event.ts'
import type { Proposal } from './proposals.ts'
import type { ReadResponse } from './requests.ts'

/**
 * What stands beside an event's data in EventStoreDB, as JSON. This shape is stored: add to it only optional members.
 * `$correlationId` and `$causationId` are EventStoreDB's own names, by which its projections and its page find what belongs together.
 */
interface Metadata {
  /** First, so that a reader who wants nothing else finds it at once. */
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
  /** What the command was decided on and must not have changed; on its first event. */
  readonly guards?: readonly Guard[] | undefined
  /** Of this sending: whoever sent the same events at the same time finds another here, and knows that his were not needed. */
  readonly sending: string
  readonly $correlationId: string
  readonly $causationId?: string | undefined
}

/**
 * An event of a command as it is sent.
 * @param chainHash the link that it adds to its stream's chain
 * @param sending an id of this one try
 */
export const proposalOf = (
  event: SealedEvent,
  chainHash: Buffer,
  { commandId, commandDigest, guards }: Append,
  sending: string,
): Proposal => {
  const { correlationId, causationId } = JSON.parse(event.envelopeText) as { correlationId: string; causationId?: string }
  const metadata: Metadata = {
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
    $correlationId: correlationId,
    $causationId: causationId,
  }
  return { id: event.id, type: event.type, data: Buffer.from(event.dataText), metadata: Buffer.from(JSON.stringify(metadata)) }
}

/** An event of the log as the server sends it, before anything of it is parsed. */
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
}

/** Servers before 22.6 send this for the position of an event that is read by its stream. */
const NO_POSITION = '18446744073709551615'

const text = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The event that a response brings, if it brings one. @throws for a server that does not say where in the log it stands */
export const entryIn = (response: ReadResponse): LogEntry | undefined => {
  const event = response.getEvent()?.getEvent()
  if (!event) return undefined
  const position = event.getCommitPosition()
  if (position === NO_POSITION) throw new Error('this EventStoreDB does not say where in the log an event stands: 22.6 or later is needed')
  return {
    stream: text(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()).toString(),
    revision: Number(event.getStreamRevision()),
    position,
    type: event.getMetadataMap().get('type') ?? '',
    metadata: text(event.getCustomMetadata_asU8()),
    data: text(event.getData_asU8()),
    created: BigInt(event.getMetadataMap().get('created') ?? 0),
    id: event.getId()?.getString() ?? '',
  }
}

/** The case that an event belongs to, without parsing its metadata: the envelope inside is escaped, so its own is not found. */
export const caseIn = ({ metadata }: LogEntry): string | undefined => /^\{"caseId":"([^"]+)"/.exec(metadata.toString('latin1', 0, 64))?.[1]

/** An event that case-timeline recorded, and what only the driver needs to know of it. */
export interface Recorded {
  readonly event: StoredEvent
  readonly commandDigest: Buffer
  readonly guards: readonly Guard[]
  readonly sending: string
}

const isOurs = (metadata: unknown): metadata is Metadata =>
  typeof metadata === 'object' && metadata !== null && 'envelope' in metadata && 'chainHash' in metadata && 'commandDigest' in metadata

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

const moment = (ticks: bigint): string => {
  const seconds = new Date(Number(ticks / 10_000_000n) * 1_000).toISOString().slice(0, 19)
  return `${seconds}.${String((ticks / 10n) % 1_000_000n).padStart(6, '0')}Z`
}

/** The event as case-timeline recorded it; nothing when somebody else wrote it. */
export const recordedIn = (entry: LogEntry): Recorded | undefined => {
  const metadata = parsed(entry.metadata)
  if (!isOurs(metadata)) return undefined
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
    recordedAt: moment(entry.created),
  })
  return { event, commandDigest: Buffer.from(metadata.commandDigest, 'hex'), guards: metadata.guards ?? [], sending: metadata.sending }
}
