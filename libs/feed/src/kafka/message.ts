import {
  binaryHeaders,
  CaseEventRecord,
  cloudEventOf,
  comparePositions,
  Envelope,
  partitionKeyOf,
  SERVICES,
  type ServiceName,
} from '@case-timeline/contracts'
import { canonical, dataHash, eventHash, recordText, type StoredEvent } from '@case-timeline/event-store'
import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import { partitionOf } from '../partition.ts'

/** The type of a message that carries no event, only how far its partition has come. */
export const POSITION_MARK = 'case-timeline.PositionMark'

/** A message of an event topic that is no record of ours: nothing that it says is believed. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** An event as it is put on topics: the same bytes for every reader. */
export interface Prepared {
  readonly event: Pick<StoredEvent, 'id' | 'type' | 'position' | 'visibility'>
  readonly partition: number
  readonly key: string
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/**
 * An event as a message: CloudEvents 1.0 in Kafka's binary mode. The value is the record as it is stored, envelope and data in their
 * hashed bytes; the headers are copies for routing.
 */
export const prepared = (event: StoredEvent, schemasUrl?: string): Prepared => {
  const key = partitionKeyOf(event)
  return {
    event,
    partition: partitionOf(key),
    key,
    value: Buffer.from(recordText(event)),
    headers: binaryHeaders(cloudEventOf(event, { visibility: event.visibility, schemasUrl })),
  }
}

/** @param previous the position before it that its reader may have expected in the same partition */
export const messageOf = ({ partition, key, value, headers }: Prepared, previous: string): Message & { partition: number } => ({
  partition,
  key,
  value,
  headers: { ...headers, ce_previous: previous },
})

/** Tells the readers of a partition that it holds nothing between `previous` and `position`. */
export const markOf = (deployment: string, partition: number, position: string, previous: string): Message & { partition: number } => ({
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
  },
})

/** Where a message stands in its reader's order. */
export interface Place {
  readonly type: string
  readonly position: string
  /** Nothing for this reader stands between this position and that of the message. */
  readonly previous: string
}

const isPosition = (text: string): boolean => /^\d{1,19}$/.test(text)

const header = (headers: IHeaders | undefined, name: string): string => {
  const value = headers?.[name]
  if (value === undefined) throw new Unreadable(`has no header ${name}`)
  if (Array.isArray(value)) throw new Unreadable(`has the header ${name} more than once`)
  return value.toString()
}

/** @throws Unreadable when its headers are not those that the relay writes */
export const placeOf = ({ headers }: Pick<KafkaMessage, 'headers'>): Place => {
  const [type, position, previous] = [header(headers, 'ce_type'), header(headers, 'ce_position'), header(headers, 'ce_previous')]
  if (!isPosition(position)) throw new Unreadable('has a header ce_position that is no position')
  if (!isPosition(previous)) throw new Unreadable('has a header ce_previous that is no position')
  if (comparePositions(previous, position) > 0) throw new Unreadable('says that it comes before its predecessor')
  return { type, position, previous }
}

// A release that is older than the relay's meets members that it does not know: the hash vouches for them.
const Received = CaseEventRecord.extend({ envelope: Envelope.loose() }).strip()

const utf8 = new TextDecoder('utf-8', { fatal: true })

const recordOf = (value: Buffer | null): CaseEventRecord => {
  if (value === null) throw new Unreadable('has no value')
  let text: string
  try {
    text = utf8.decode(value)
  } catch {
    throw new Unreadable('is not UTF-8')
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Unreadable('is not JSON')
  }
  const { success, data, error } = Received.safeParse(json)
  if (success) return data
  // The paths only: a value may hold anything.
  const paths = error.issues.slice(0, 5).map(({ path }) => path.join('.') || 'the whole value')
  throw new Unreadable(`is no record of an event, see ${paths.join(', ')}`)
}

/** The same text that was hashed when the event was recorded. */
const hashedText = (value: unknown, of: string): string => {
  try {
    return canonical(value)
  } catch {
    throw new Unreadable(`holds ${of} that the log would never have taken`)
  }
}

/**
 * The event that a message carries, as the store would hand it over; its hashes are computed anew.
 * @param partition in which it was found
 * @throws Unreadable when it is no record, was altered, or is not where it belongs
 */
export const eventOf = ({ value, headers }: Pick<KafkaMessage, 'value' | 'headers'>, place: Place, partition: number): StoredEvent => {
  const record = recordOf(value)
  const { envelope } = record
  if (envelope.type !== place.type || record.position !== place.position) throw new Unreadable('has headers that contradict its record')
  if (partitionOf(partitionKeyOf(envelope)) !== partition) throw new Unreadable('is not in the partition of its case')
  const envelopeText = hashedText(envelope, 'an envelope')
  if (eventHash(envelopeText).toString('hex') !== record.eventHash) throw new Unreadable('does not recompute to its eventHash')
  const dataText = hashedText(record.data, 'data')
  if (record.salt !== undefined && dataHash(Buffer.from(record.salt, 'hex'), dataText).toString('hex') !== envelope.dataHash)
    throw new Unreadable('does not recompute to its dataHash')
  return {
    id: envelope.id,
    type: envelope.type,
    schemaVersion: envelope.schemaVersion,
    stream: envelope.stream,
    revision: record.revision,
    caseId: envelope.caseId,
    commandId: envelope.commandId,
    position: record.position,
    recordedAt: record.recordedAt,
    occurredAt: envelope.occurredAt,
    occurredZone: envelope.occurredZone,
    visibility: visibilityOf(headers),
    envelopeText,
    envelope,
    dataText,
    data: record.data,
    salt: record.salt,
    eventHash: record.eventHash,
    chainHash: record.chainHash,
    toRecord: () => record,
  }
}

const visibilityOf = (headers: IHeaders | undefined): readonly ServiceName[] => {
  const named = new Set(header(headers, 'ce_visibility').split(','))
  return SERVICES.filter((service) => named.has(service))
}
