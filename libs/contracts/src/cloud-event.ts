import { z } from 'zod'
import { CaseEventRecord } from './envelope.ts'
import { Id, type ServiceName } from './fields.ts'

/** Prefix of schema identifiers where no address of the schemas is configured. */
const SCHEMA_URN = 'urn:case-timeline:event:'

/**
 * The context attributes of a record as a CloudEvent (CloudEvents 1.0.2, section 3). `partitionkey` is the extension
 * of that name; `position`, `previous` and `visibility` are extensions of this project. All are copied from the
 * record: if they differ, the record is authoritative.
 */
export interface CloudEventAttributes {
  readonly specversion: '1.0'
  readonly id: string
  /** `/deployments/<deployment>/<service>`: the id is unique together with it. */
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly partitionkey: string
  readonly position: string
  readonly previous?: string
  /** Comma-separated. */
  readonly visibility?: string
  /** W3C Trace Context (CloudEvents extension “Distributed Tracing”), if the service traces. */
  readonly traceparent?: string
}

/** The attributes that the transport adds to those of the record. */
export interface TransportAttributes {
  readonly visibility?: readonly ServiceName[] | undefined
  /** The previous position in the same partition or feed. */
  readonly previous?: string | undefined
  /** The address under which JSON Schemas are served, such as `https://audit.example.org/schemas`. */
  readonly schemasUrl?: string | undefined
}

/** A record in the structured form of CloudEvents: attributes and data in one JSON object. */
export interface CloudEvent extends CloudEventAttributes {
  readonly data: CaseEventRecord
}

/**
 * The partition key of an event: its case, so that the events of one case keep their order; or its stream, if it
 * belongs to no case.
 */
export const partitionKeyOf = ({ caseId, stream }: { readonly caseId?: string | undefined; readonly stream: string }): string =>
  caseId ?? stream

/**
 * The address of the JSON Schema of a record.
 * @returns `<schemasUrl>/<type>/v<version>`, or a URN if no address is known
 */
export const schemaAddress = (type: string, version: number, schemasUrl?: string): string =>
  schemasUrl === undefined ? `${SCHEMA_URN}${type}:v${version}` : `${schemasUrl.replace(/\/+$/, '')}/${type}/v${version}`

/** The source of the events of a service: a URI-reference that is unique together with an event's id. */
export const sourceOf = (deployment: string, service: ServiceName): string => `/deployments/${deployment}/${service}`

/** The service that recorded an event: the stream name starts with it. */
const ownerOf = (stream: string): ServiceName => stream.slice(0, stream.indexOf('.')) as ServiceName

/** The CloudEvents attributes of a record; absent members stay absent. */
export const cloudEventOf = (
  { envelope, position, recordedAt }: Pick<CaseEventRecord, 'envelope' | 'position' | 'recordedAt'>,
  { visibility, previous, schemasUrl }: TransportAttributes = {},
): CloudEventAttributes => ({
  specversion: '1.0',
  id: envelope.id,
  source: sourceOf(envelope.deployment, ownerOf(envelope.stream)),
  type: envelope.type,
  subject: envelope.stream,
  time: recordedAt,
  datacontenttype: 'application/json',
  dataschema: schemaAddress(envelope.type, envelope.schemaVersion, schemasUrl),
  partitionkey: partitionKeyOf(envelope),
  position,
  ...(previous === undefined ? {} : { previous }),
  ...(visibility === undefined ? {} : { visibility: visibility.join(',') }),
})

/** The type of the placeholder for an event that a court order withholds from the reader. */
export const EVENT_WITHHELD = 'case-timeline.EventWithheld'

const { position, recordedAt, eventHash, chainHash } = CaseEventRecord.shape

/** What remains of a record that court orders withhold: that it is in the log, and its hashes. */
export const WithheldRecord = z
  .strictObject({
    position,
    recordedAt,
    eventHash,
    chainHash,
    withheldBy: z.array(Id).min(1).max(1_000).meta({ description: 'the ids of the events that ordered it' }),
  })
  .meta({ description: 'An event that court orders withhold from the reader: by its hashes the chain of its stream can be followed.' })
export type WithheldRecord = z.infer<typeof WithheldRecord>

/** The placeholder for an event that court orders withhold: it shows that the event is in the log, and no content. */
export interface WithheldEvent extends Omit<CloudEventAttributes, 'type' | 'subject' | 'visibility' | 'previous'> {
  readonly type: typeof EVENT_WITHHELD
  readonly data: WithheldRecord
}

/**
 * The placeholder for an event that court orders withhold. Its `source` differs from that of the event: otherwise a
 * reader that has stored the placeholder would take the event for a duplicate when the order has ended.
 * @param withheldBy ids of the events that ordered it
 */
export const withheldEventOf = (
  record: Omit<CaseEventRecord, 'data'>,
  withheldBy: readonly string[],
  { schemasUrl }: Pick<TransportAttributes, 'schemasUrl'> = {},
): WithheldEvent => ({
  specversion: '1.0',
  id: record.envelope.id,
  source: `/deployments/${record.envelope.deployment}/withheld`,
  type: EVENT_WITHHELD,
  time: record.recordedAt,
  datacontenttype: 'application/json',
  dataschema: schemaAddress(EVENT_WITHHELD, 1, schemasUrl),
  partitionkey: partitionKeyOf(record.envelope),
  position: record.position,
  data: {
    position: record.position,
    recordedAt: record.recordedAt,
    eventHash: record.eventHash,
    chainHash: record.chainHash,
    withheldBy: [...withheldBy],
  },
})

/**
 * The attributes of a CloudEvent as Kafka headers, in binary mode (CloudEvents Kafka binding 1.0.2, section 3.2): the
 * value of the message is only the data.
 */
export const binaryHeaders = <A extends { readonly datacontenttype: string }>({
  datacontenttype,
  ...attributes
}: A): Record<string, string> => ({
  'content-type': datacontenttype,
  ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)])),
})
