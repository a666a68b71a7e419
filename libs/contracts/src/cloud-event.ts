import type { CaseEventRecord } from './envelope.ts'
import type { ServiceName } from './fields.ts'

/** Where the schemas of this release are when no service is named that serves them. */
const SCHEMA_URN = 'urn:case-timeline:event:'

/**
 * The context attributes of a record as a CloudEvent (CloudEvents 1.0.2, section 3). `partitionkey` is the extension of that
 * name; `position`, `previous` and `visibility` are our own. All are copies of what the record says: trust the record.
 */
export interface CloudEventAttributes {
  readonly specversion: '1.0'
  readonly id: string
  /** `/deployments/<deployment>/<service>`: with it the id is unique. */
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly partitionkey: string
  readonly position: string
  readonly previous?: string
  /** Comma separated. */
  readonly visibility?: string
}

/** What the carrier of an event adds to what its record says. */
export interface Carried {
  readonly visibility?: readonly ServiceName[] | undefined
  /** The last position before it on the same way. */
  readonly previous?: string | undefined
  /** The address under which JSON Schemas are served, such as `https://audit.example.org/schemas`. */
  readonly schemasUrl?: string | undefined
}

/** A record in the structured form of CloudEvents: attributes and data in one JSON object. */
export interface CloudEvent extends CloudEventAttributes {
  readonly data: CaseEventRecord
}

/** The events of one case keep their order: their case is the key, or the stream of what belongs to no case. */
export const partitionKeyOf = ({ caseId, stream }: { readonly caseId?: string | undefined; readonly stream: string }): string =>
  caseId ?? stream

/**
 * Where the JSON Schema of a record is found.
 * @returns `<schemasUrl>/<type>/v<version>`, or a URN where no address is known
 */
export const schemaAddress = (type: string, version: number, schemasUrl?: string): string =>
  schemasUrl === undefined ? `${SCHEMA_URN}${type}:v${version}` : `${schemasUrl.replace(/\/+$/, '')}/${type}/v${version}`

/** Where events of a service come from: a URI-reference that with an event's id is unique. */
export const sourceOf = (deployment: string, service: ServiceName): string => `/deployments/${deployment}/${service}`

/** The service that recorded an event: its streams are named after it. */
const ownerOf = (stream: string): ServiceName => stream.slice(0, stream.indexOf('.')) as ServiceName

/** The attributes under which a record travels; absent members stay absent. */
export const cloudEventOf = (
  { envelope, position, recordedAt }: Pick<CaseEventRecord, 'envelope' | 'position' | 'recordedAt'>,
  { visibility, previous, schemasUrl }: Carried = {},
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

/** The type under which a reader is told that an event was recorded that a court withholds from him. */
export const EVENT_WITHHELD = 'case-timeline.EventWithheld'

/** What stands in place of an event that orders of a court withhold: nothing of what it says, and that it is in the log. */
export interface WithheldEvent extends Omit<CloudEventAttributes, 'type' | 'subject' | 'dataschema' | 'visibility' | 'previous'> {
  readonly type: typeof EVENT_WITHHELD
  readonly data: Pick<CaseEventRecord, 'position' | 'recordedAt' | 'eventHash' | 'chainHash'> & {
    /** The events that ordered it. */
    readonly withheldBy: readonly string[]
  }
}

/** It has a source of its own, so that whoever has kept it does not take the event itself, once that is open again, for the same. */
export const withheldEventOf = (
  { envelope, position, recordedAt, eventHash, chainHash }: Omit<CaseEventRecord, 'data'>,
  withheldBy: readonly string[],
): WithheldEvent => ({
  specversion: '1.0',
  id: envelope.id,
  source: `/deployments/${envelope.deployment}/withheld`,
  type: EVENT_WITHHELD,
  time: recordedAt,
  datacontenttype: 'application/json',
  partitionkey: partitionKeyOf(envelope),
  position,
  data: { position, recordedAt, eventHash, chainHash, withheldBy },
})

/** The headers of the binary mode on Kafka (CloudEvents Kafka binding 1.0.2, section 3.2): the value is the data alone. */
export const binaryHeaders = <A extends { readonly datacontenttype: string }>({
  datacontenttype,
  ...attributes
}: A): Record<string, string> => ({
  'content-type': datacontenttype,
  ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)])),
})
