import { binaryHeaders, cloudEventOf } from '../cloud-event.ts'
import { CaseEventRecord, Envelope } from '../envelope.ts'
import type { EventType, Schema } from '../event-type.ts'
import { CaseCommand } from '../integration/case-command.ts'
import { COMMAND_ANSWERED, CommandAnswer } from '../integration/command-answer.ts'
import { QUARANTINE_REASONS, QuarantineHeaders } from '../integration/quarantine.ts'
import { openSchema } from '../json-schema.ts'
import { SERVICES, type ServiceName } from '../fields.ts'

/** A part of the document, as JSON. */
export type Part = Readonly<Record<string, unknown>>

/** The schema of an AsyncAPI document (3.0) is that of JSON Schema draft 7. */
const schemaOf = (of: Schema): Part => {
  const { $schema: _, ...schema } = openSchema(of, 'draft-07')
  return schema
}

export const refTo = (kind: 'schemas' | 'messages' | 'securitySchemes', name: string): Part => ({ $ref: `#/components/${kind}/${name}` })

const text = (description: string, more: Part = {}): Part => ({ type: 'string', description, ...more })

/** The headers that every CloudEvent in Kafka's binary mode has here. */
const cloudEventHeaders = (more: Readonly<Record<string, Part>>, required: readonly string[]): Part => ({
  type: 'object',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', ...required],
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('with the source, unique'),
    ce_source: text('/deployments/<deployment>/<service>', { format: 'uri-reference' }),
    ce_type: text('type of the event'),
    ce_time: text('when it was recorded', { format: 'date-time' }),
    ce_subject: text('what it is about'),
    ce_dataschema: text('where the schema of the value is', { format: 'uri' }),
    ce_partitionkey: text('key of the message'),
    traceparent: text('W3C Trace Context, where there is one'),
    ...more,
  },
})

const position = (description: string): Part => text(description, { pattern: '^\\d{1,19}$' })

/** The schemas that messages share. */
export const sharedSchemas = (): Readonly<Record<string, Part>> => ({
  Envelope: schemaOf(Envelope),
  CaseEventRecord: schemaOf(CaseEventRecord),
  CaseCommand: schemaOf(CaseCommand),
  CommandAnswer: schemaOf(CommandAnswer),
  CaseEventHeaders: cloudEventHeaders(
    {
      ce_position: position('the event’s place in the log: opaque, but numbers of one log compare'),
      ce_previous: position('the last position before it in this partition: a reader who has not come so far has missed something'),
      ce_visibility: text('the services that may receive it, comma separated'),
    },
    ['ce_time', 'ce_subject', 'ce_dataschema', 'ce_partitionkey', 'ce_position', 'ce_previous', 'ce_visibility'],
  ),
  PositionMarkHeaders: cloudEventHeaders(
    { ce_position: position('how far this partition has come'), ce_previous: position('as of an event') },
    ['ce_position', 'ce_previous'],
  ),
  CommandAnswerHeaders: cloudEventHeaders({}, ['ce_time', 'ce_subject']),
  QuarantineHeaders: schemaOf(QuarantineHeaders),
})

/** The data of each event type. */
export const dataSchemas = (events: readonly EventType[]): Readonly<Record<string, Part>> =>
  Object.fromEntries(events.map((event) => [event.type, schemaOf(event.data)]))

const EXAMPLE_CASE = '0b7c5a52-6d1e-4a3f-9b8c-2d4e6f8a0b1c'
const EXAMPLE_ID = '6f1e2d3c-4b5a-8697-8879-6a5b4c3d2e1f'
/** An invented record: its hashes are no hashes. */
const NO_HASH = '0'.repeat(64)

const ROLE: Readonly<Record<ServiceName, string>> = {
  investigation: 'investigator',
  prosecution: 'prosecutor',
  adjudication: 'judge',
  victimSupport: 'case-worker',
  auditTrail: 'auditor',
}

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
    commandDigest: NO_HASH,
    jurisdiction: 'ZZ',
    actor: { userId: 'a.sample', agencyId: 'zz-agency', role: ROLE[ownerOf(event.type)] },
    classification: event.classification ?? 'PRIVATE',
    correlationId: 'example',
    dataHash: NO_HASH,
  },
  data: event.example,
  salt: '0'.repeat(32),
  revision: 0,
  position: '417',
  recordedAt: '2026-11-25T10:00:00.000000Z',
  eventHash: NO_HASH,
  chainHash: NO_HASH,
})

const whoMay = ({ type, visibility }: EventType): string =>
  visibility === 'as-concerned'
    ? 'Received by whoever may receive the event that it speaks of.'
    : `Received by ${[...new Set([ownerOf(type), ...visibility, 'auditTrail'])].join(', ')}.`

/** The message of one event type. */
export const eventMessage = (event: EventType): Part => {
  const example = exampleOf(event)
  const envelope = { properties: { type: { const: event.type }, schemaVersion: { const: event.version } } }
  const visibility = event.visibility === 'as-concerned' ? [] : event.visibility
  return {
    name: event.type,
    title: event.type,
    summary: event.meaning,
    description:
      `A ${event.kind}, version ${event.version}, ${event.classification ?? 'PRIVATE'}. ${event.type.startsWith('case.') ? '' : whoMay(event)}`.trim(),
    contentType: 'application/json',
    headers: refTo('schemas', 'CaseEventHeaders'),
    payload: { allOf: [refTo('schemas', 'CaseEventRecord'), { properties: { envelope, data: refTo('schemas', event.type) } }] },
    bindings: { kafka: { key: text('the case, or the stream of what belongs to no case') } },
    examples: [
      {
        name: 'example',
        headers: binaryHeaders(cloudEventOf(example, { previous: '404', visibility: [ownerOf(event.type), ...visibility] })),
        payload: example,
      },
    ],
  }
}

const answered = { jti: EXAMPLE_ID, command: 'ArrestSuspect', caseId: EXAMPLE_CASE }

/** The messages that are no events of a case. */
export const otherMessages = (): Readonly<Record<string, Part>> => ({
  PositionMark: {
    name: 'case-timeline.PositionMark',
    title: 'Position mark',
    summary: 'Nothing for this reader stands in this partition up to the position.',
    contentType: 'application/json',
    headers: refTo('schemas', 'PositionMarkHeaders'),
    payload: { type: 'object', description: 'empty' },
  },
  CaseCommand: {
    name: 'case-timeline.CaseCommand',
    title: 'Signed command',
    summary: 'What an agency asks a service to record.',
    description:
      'A JWS in compact serialization (RFC 7515), signed by a registered key of the agency with EdDSA (Ed25519) or ES256 under the type case-command+jwt. ' +
      'Its payload is a CaseCommand; the body in it is the body of the same command over HTTP, as the service’s OpenAPI document says. The key of the message is the case.',
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
    summary: 'Recorded, refused by a rule, or failed with a problem; the same command is answered the same way again.',
    contentType: 'application/json',
    headers: refTo('schemas', 'CommandAnswerHeaders'),
    payload: refTo('schemas', 'CommandAnswer'),
    correlationId: { description: 'the id of the signed command', location: '$message.payload#/jti' },
    bindings: { kafka: { key: text('the key of the command') } },
    examples: [
      {
        name: 'recorded',
        payload: {
          ...answered,
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
          ...answered,
          outcome: 'refused',
          rule: 'investigation.a-case-is-opened-first',
          source: 'general practice',
          detail: 'a case is opened before anything else is recorded in it',
          facts: [],
        },
      },
    ],
  },
  Quarantined: {
    name: 'case-timeline.Quarantined',
    title: 'Message that is no command',
    summary: 'What stood in a topic of commands and could not be believed: its bytes as they came, and why in the headers.',
    description: Object.entries(QUARANTINE_REASONS)
      .map(([reason, meaning]) => `${reason}: ${meaning}`)
      .join('. '),
    contentType: 'application/octet-stream',
    headers: refTo('schemas', 'QuarantineHeaders'),
    payload: text('the original value, cut off where it is too long', { contentEncoding: 'binary' }),
  },
})
