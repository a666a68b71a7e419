import {
  binaryHeaders,
  CaseEventRecord,
  cloudEventOf,
  comparePositions,
  Envelope,
  isPosition,
  partitionKeyOf,
  SERVICES,
  type ServiceName,
} from '@case-timeline/contracts'
import { canonical, dataHash, eventHash, type LogPosition, recordText, storedEvent, type StoredEvent } from '@case-timeline/event-store'
import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import type { TracedEvent, TraceparentOf } from '../notice.ts'
import { partitionOf } from '../partition.ts'

/** The type of a message without an event: it only reports the position up to which its partition is complete. */
export const POSITION_MARK = 'case-timeline.PositionMark'

/**
 * A message of an event topic that is not a valid record: none of its content is trusted. The text continues a sentence
 * about the message: `has no value`.
 */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage'
}

/** An event prepared for topics: the same bytes for every reader. */
export interface PreparedEvent {
  readonly event: Pick<StoredEvent, 'id' | 'type' | 'position' | 'visibility' | 'eventHash' | keyof TracedEvent>
  readonly partition: number
  readonly key: string
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** What a message has in addition to its record. */
export interface Publication {
  readonly schemasUrl?: string | undefined
  readonly traceparentOf?: TraceparentOf | undefined
}

/**
 * An event as a message: CloudEvents 1.0 in Kafka's binary mode. The value is the record as it is stored, envelope and
 * data in their hashed bytes; the headers are copies for routing.
 */
export const preparedEvent = (event: StoredEvent, { schemasUrl, traceparentOf }: Publication = {}): PreparedEvent => {
  const key = partitionKeyOf(event)
  const traceparent = traceparentOf?.(event)
  return {
    event,
    partition: partitionOf(key),
    key,
    value: Buffer.from(recordText(event)),
    headers: {
      ...binaryHeaders(cloudEventOf(event, { visibility: event.visibility, schemasUrl })),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  }
}

/**
 * The message of an event for one topic.
 * @param previous the last position before the event that the topic should contain in the same partition
 */
export const messageOf = ({ event, partition, key, value, headers }: PreparedEvent, previous: string): Message & { partition: number } => ({
  partition,
  key,
  value,
  headers: { ...headers, ce_previous: previous, ce_eventhash: event.eventHash },
})

/** A message that informs the readers of a partition: it contains no event between `previous` and `position`. */
export const positionMarkOf = (
  deployment: string,
  partition: number,
  { position, hash }: LogPosition,
  previous: string,
): Message & { partition: number } => ({
  partition,
  key: null,
  value: '{}',
  headers: {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: `mark-${partition}-${position}`,
    ce_source: `/deployments/${deployment}/relay`,
    ce_type: POSITION_MARK,
    ce_position: position,
    ce_previous: previous,
    ce_eventhash: hash ?? '',
  },
})

/** The place of a message in its reader's order. */
export interface MessagePlace {
  readonly type: string
  readonly position: string
  /** There is no event for this reader between this position and that of the message. */
  readonly previous: string
  /** Of the event at the position. */
  readonly eventHash: string
}

const header = (headers: IHeaders | undefined, name: string): string => {
  const value = headers?.[name]
  if (value === undefined) throw new UnreadableMessage(`has no header ${name}`)
  if (Array.isArray(value)) throw new UnreadableMessage(`has the header ${name} more than once`)
  return value.toString()
}

/**
 * The place of a message, from its headers: as its sender states it, see `isPlaceProven`.
 * @throws UnreadableMessage when these are not the headers of the relay
 */
export const messagePlaceOf = ({ headers }: Pick<KafkaMessage | Message, 'headers'>): MessagePlace => {
  const [type, position, previous] = [header(headers, 'ce_type'), header(headers, 'ce_position'), header(headers, 'ce_previous')]
  if (!isPosition(position)) throw new UnreadableMessage('has a header ce_position that is not a position')
  if (!isPosition(previous)) throw new UnreadableMessage('has a header ce_previous that is not a position')
  if (comparePositions(previous, position) > 0) throw new UnreadableMessage('has a position before its ce_previous')
  return { type, position, previous, eventHash: header(headers, 'ce_eventhash') }
}

// A newer relay may send an envelope with members that this release does not know: the hash proves them genuine.
const Received = CaseEventRecord.extend({ envelope: Envelope.loose() }).strip()

const utf8 = new TextDecoder('utf-8', { fatal: true })

const recordOf = (value: Buffer | null): CaseEventRecord => {
  if (value === null) throw new UnreadableMessage('has no value')
  let text: string
  try {
    text = utf8.decode(value)
  } catch {
    throw new UnreadableMessage('is not UTF-8')
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new UnreadableMessage('is not JSON')
  }
  const { success, data, error } = Received.safeParse(json)
  if (success) return data
  // Only the paths, because a value may be personal data.
  const paths = error.issues.slice(0, 5).map(({ path }) => path.join('.') || 'the whole value')
  throw new UnreadableMessage(`is not a record of an event, see ${paths.join(', ')}`)
}

/** The text that was hashed when the event was recorded. */
const hashedText = (value: unknown, of: string): string => {
  try {
    return canonical(value)
  } catch {
    throw new UnreadableMessage(`contains ${of} that the log does not accept`)
  }
}

/**
 * The event in a message, as the store would return it; its hashes are computed again.
 * @param partition in which the message was found
 * @throws UnreadableMessage when it is not a record, was altered, or is in the wrong partition
 */
export const eventOf = (
  { value, headers }: Pick<KafkaMessage, 'value' | 'headers'>,
  place: MessagePlace,
  partition: number,
): StoredEvent => {
  const record = recordOf(value)
  const { envelope } = record
  if (envelope.type !== place.type || record.position !== place.position)
    throw new UnreadableMessage('has headers that contradict its record')
  if (partitionOf(partitionKeyOf(envelope)) !== partition) throw new UnreadableMessage('is not in the partition of its case')
  const envelopeText = hashedText(envelope, 'an envelope')
  if (eventHash(envelopeText).toString('hex') !== record.eventHash) throw new UnreadableMessage('does not recompute to its eventHash')
  if (record.eventHash !== place.eventHash) throw new UnreadableMessage('has headers that contradict its record')
  const dataText = hashedText(record.data, 'data')
  if (record.salt !== undefined && dataHash(Buffer.from(record.salt, 'hex'), dataText).toString('hex') !== envelope.dataHash)
    throw new UnreadableMessage('does not recompute to its dataHash')
  // From the hashed texts, as a driver of the store makes it: a validated copy has its members in another order, and a
  // view that keeps the record would differ from a fold of the store.
  return storedEvent({
    id: envelope.id,
    type: envelope.type,
    stream: envelope.stream,
    revision: String(record.revision),
    caseId: envelope.caseId ?? null,
    commandId: envelope.commandId,
    position: record.position,
    recordedAt: record.recordedAt,
    visibility: (envelope.visibility ?? visibilityOf(headers)).join(','),
    envelope: envelopeText,
    data: dataText,
    salt: record.salt ?? null,
    eventHash: record.eventHash,
    chainHash: record.chainHash,
  })
}

const visibilityOf = (headers: IHeaders | undefined): readonly ServiceName[] => {
  const named = new Set(header(headers, 'ce_visibility').split(','))
  return SERVICES.filter((service) => named.has(service))
}
