import { binaryHeaders, cloudEventOf } from '../cloud-event.ts'
import { CaseEventRecord, Envelope } from '../envelope.ts'
import type { EventType, Schema } from '../event-type.ts'
import { CaseCommand } from '../integration/case-command.ts'
import { COMMAND_ANSWERED, CommandAnswer } from '../integration/command-answer.ts'
import { QUARANTINE_REASONS, QuarantineHeaders } from '../integration/quarantine.ts'
import { readerSchema } from '../json-schema.ts'
import { SERVICES, type ServiceName } from '../fields.ts'

/** A part of the document, as JSON. */
export type DocumentPart = Readonly<Record<string, unknown>>

/** AsyncAPI 3.0 uses JSON Schema draft 7. */
const schemaOf = (of: Schema): DocumentPart => {
  const { $schema: _, ...schema } = readerSchema(of, 'draft-07')
  return schema
}

/** A reference to a component of the document. */
export const refTo = (kind: 'schemas' | 'messages' | 'securitySchemes', name: string): DocumentPart => ({
  $ref: `#/components/${kind}/${name}`,
})

const text = (description: string, more: DocumentPart = {}): DocumentPart => ({ type: 'string', description, ...more })

/** The headers that every CloudEvent in Kafka's binary mode has in this system. */
const cloudEventHeaders = (more: Readonly<Record<string, DocumentPart>>, required: readonly string[]): DocumentPart => ({
  type: 'object',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', ...required],
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('unique together with the source'),
    ce_source: text('/deployments/<deployment>/<service>', { format: 'uri-reference' }),
    ce_type: text('event type'),
    ce_time: text('when it was recorded', { format: 'date-time' }),
    ce_subject: text('the stream or object that it concerns'),
    ce_dataschema: text('address of the schema of the value', { format: 'uri' }),
    ce_partitionkey: text('key of the message'),
    traceparent: text('W3C Trace Context, if there is one'),
    ...more,
  },
})

/** Not required: messages of an earlier release have none. */
const placeTag = text('proves to the services of the deployment that their relay sent the message: others cannot check it', {
  pattern: '^[0-9a-f]{64}$',
})

const position = (description: string): DocumentPart => text(description, { pattern: '^\\d{1,19}$' })

/** The schemas that messages share. */
export const sharedSchemas = (): Readonly<Record<string, DocumentPart>> => ({
  Envelope: schemaOf(Envelope),
  CaseEventRecord: schemaOf(CaseEventRecord),
  CaseCommand: schemaOf(CaseCommand),
  CommandAnswer: schemaOf(CommandAnswer),
  CaseEventHeaders: cloudEventHeaders(
    {
      ce_position: position('the event’s position in the log: opaque, but positions of one log can be compared as numbers'),
      ce_previous: position('the previous position in this partition: a reader that has not read up to it has missed an event'),
      ce_eventhash: text('the event’s hash: a reader of the event store recognises by it that the event is still recorded'),
      ce_placetag: placeTag,
      ce_visibility: text('the services that may receive it, comma-separated'),
    },
    ['ce_time', 'ce_subject', 'ce_dataschema', 'ce_partitionkey', 'ce_position', 'ce_previous', 'ce_eventhash', 'ce_visibility'],
  ),
  PositionMarkHeaders: cloudEventHeaders(
    {
      ce_position: position('the position up to which this partition is complete'),
      ce_previous: position('the previous position in this partition, as in the headers of an event'),
      ce_eventhash: text('the hash of the event at the position'),
      ce_placetag: placeTag,
    },
    ['ce_position', 'ce_previous', 'ce_eventhash'],
  ),
  CommandAnswerHeaders: cloudEventHeaders({}, ['ce_time', 'ce_subject']),
  QuarantineHeaders: schemaOf(QuarantineHeaders),
})

/** The schema of the data of each event type, by the name of the type. */
export const dataSchemas = (events: readonly EventType[]): Readonly<Record<string, DocumentPart>> =>
  Object.fromEntries(events.map((event) => [event.type, schemaOf(event.data)]))

const EXAMPLE_CASE = '0b7c5a52-6d1e-4a3f-9b8c-2d4e6f8a0b1c'
const EXAMPLE_ID = '6f1e2d3c-4b5a-8697-8879-6a5b4c3d2e1f'
/** For an invented record: the value is not a real hash. */
const EXAMPLE_HASH = '0'.repeat(64)

/** The service that records an event type. Every service can record a `case.…` event: the examples use one of them. */
const ownerOf = (type: string): ServiceName => SERVICES.find((service) => type.startsWith(`${service}.`)) ?? 'investigation'

const exampleOf = (event: EventType): CaseEventRecord => ({
  envelope: {
    id: EXAMPLE_ID,
    type: event.type,
    schemaVersion: event.version,
    deployment: 'zz-example',
    caseId: EXAMPLE_CASE,
    stream: `${ownerOf(event.type)}.case-${EXAMPLE_CASE}`,
    commandId: EXAMPLE_ID,
    commandDigest: EXAMPLE_HASH,
    jurisdiction: 'ZZ',
    actor: { userId: 'a.sample', agencyId: 'zz-agency', role: 'sample' },
    classification: event.classification ?? 'PRIVATE',
    correlationId: 'example',
    dataHash: EXAMPLE_HASH,
  },
  data: event.example,
  salt: '0'.repeat(32),
  revision: 0,
  position: '417',
  recordedAt: '2026-11-25T10:00:00.000000Z',
  eventHash: EXAMPLE_HASH,
  chainHash: EXAMPLE_HASH,
})

const receiversText = ({ type, visibility }: EventType): string =>
  visibility === 'as-target-event'
    ? 'Received by the services that may receive the event that it refers to.'
    : `Received by ${[...new Set([ownerOf(type), ...visibility, 'auditTrail'])].join(', ')}.`

/** The message of one event type. */
export const eventMessage = (event: EventType): DocumentPart => {
  const example = exampleOf(event)
  const envelope = { properties: { type: { const: event.type }, schemaVersion: { const: event.version } } }
  const visibility = event.visibility === 'as-target-event' ? [] : event.visibility
  return {
    name: event.type,
    title: event.type,
    summary: event.meaning,
    description:
      `A ${event.kind}, version ${event.version}, ${event.classification ?? 'PRIVATE'}. ${event.type.startsWith('case.') ? '' : receiversText(event)}`.trim(),
    contentType: 'application/json',
    headers: refTo('schemas', 'CaseEventHeaders'),
    payload: { allOf: [refTo('schemas', 'CaseEventRecord'), { properties: { envelope, data: refTo('schemas', event.type) } }] },
    bindings: { kafka: { key: text('the case; for an event that belongs to no case, its stream') } },
    examples: [
      {
        name: 'example',
        headers: binaryHeaders(cloudEventOf(example, { previous: '404', visibility: [ownerOf(event.type), ...visibility] })),
        payload: example,
      },
    ],
  }
}

const answerExample = { jti: EXAMPLE_ID, command: 'ArrestSuspect', caseId: EXAMPLE_CASE }

/** The messages that are not events of a case. */
export const otherMessages = (): Readonly<Record<string, DocumentPart>> => ({
  PositionMark: {
    name: 'case-timeline.PositionMark',
    title: 'Position mark',
    summary: 'This partition holds no further event for this reader up to the position.',
    contentType: 'application/json',
    headers: refTo('schemas', 'PositionMarkHeaders'),
    payload: { type: 'object', description: 'empty' },
  },
  CaseCommand: {
    name: 'case-timeline.CaseCommand',
    title: 'Signed command',
    summary: 'A command that an agency sends to a service.',
    description:
      'A JWS in compact serialization (RFC 7515), signed by a registered key of the agency with EdDSA (Ed25519) or ES256 under the type case-command+jwt. ' +
      'Its payload is a CaseCommand, whose body is the body of the same command over HTTP, as in the service’s OpenAPI document. The key of the message is the case.',
    contentType: 'application/jose',
    payload: text('JWS compact serialization', {
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
      contentMediaType: 'application/jose',
      'x-signed': refTo('schemas', 'CaseCommand'),
    }),
    bindings: { kafka: { key: text('the caseId that the command names; without one, the agency’s id') } },
  },
  CommandAnswer: {
    name: COMMAND_ANSWERED,
    title: 'Answer to a command',
    summary: 'The command was recorded, was refused by a rule, or failed with a problem. The same command sent again gets the same answer.',
    contentType: 'application/json',
    headers: refTo('schemas', 'CommandAnswerHeaders'),
    payload: refTo('schemas', 'CommandAnswer'),
    correlationId: { description: 'the id of the signed command', location: '$message.payload#/jti' },
    bindings: { kafka: { key: text('the key of the command') } },
    examples: [
      {
        name: 'recorded',
        payload: {
          ...answerExample,
          outcome: 'accepted',
          stream: `investigation.case-${EXAMPLE_CASE}`,
          events: [{ id: EXAMPLE_ID, type: 'investigation.SuspectArrested', revision: 4 }],
          position: '417',
          warnings: [],
        },
      },
      {
        name: 'refused',
        payload: {
          ...answerExample,
          outcome: 'refused',
          rule: 'investigation.case-is-opened-first',
          source: 'general practice',
          detail: 'a case is opened before anything else is recorded in it',
          facts: [],
        },
      },
    ],
  },
  Quarantined: {
    name: 'case-timeline.Quarantined',
    title: 'Message that is not a valid command',
    summary: 'A message of a command topic that could not be verified, with its original bytes, and the reason in the headers.',
    description: Object.entries(QUARANTINE_REASONS)
      .map(([reason, meaning]) => `${reason}: ${meaning}`)
      .join('. '),
    contentType: 'application/octet-stream',
    headers: refTo('schemas', 'QuarantineHeaders'),
    payload: text('the original value, truncated if it is too long', { contentEncoding: 'binary' }),
  },
})
