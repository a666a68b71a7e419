import { EVENT_TYPES } from '../catalogue.ts'
import type { EventType } from '../event-type.ts'
import { SERVICES, type ServiceName } from '../fields.ts'
import { dataSchemas, eventMessage, otherMessages, type DocumentPart, refTo, sharedSchemas } from './messages.ts'

const kebab = (service: ServiceName): string => service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const perService = <T>(of: (service: ServiceName) => readonly [string, T]): Readonly<Record<string, T>> =>
  Object.fromEntries(SERVICES.map(of))

const SERVERS = [{ $ref: '#/servers/kafka' }]

const channel = (address: string, title: string, description: string, messages: Readonly<Record<string, DocumentPart>>): DocumentPart => ({
  address,
  title,
  description,
  servers: SERVERS,
  messages,
  bindings: { kafka: { topic: address } },
})

/**
 * Whether a service may ever receive an event of a type. Events with the visibility `as-target-event`, and events that
 * any service can record (`case.…`), may go to each of them.
 */
const mayReceive = (service: ServiceName, { type, visibility }: EventType): boolean =>
  service === 'auditTrail' ||
  type.startsWith(`${service}.`) ||
  type.startsWith('case.') ||
  visibility === 'as-target-event' ||
  visibility.includes(service)

const eventsFor = (service: ServiceName): DocumentPart =>
  channel(
    `case-events.${kebab(service)}`,
    `Events for ${service}`,
    'Every event that this service may receive, in order within each case. The topic is internal: only the relay writes to it, and only this service reads it. Systems of agencies read GET /events of the service of their sector instead, which also checks their participation.',
    {
      PositionMark: refTo('messages', 'PositionMark'),
      ...Object.fromEntries(
        [...EVENT_TYPES.values()].filter((event) => mayReceive(service, event)).map(({ type }) => [type, refTo('messages', type)]),
      ),
    },
  )

const channels = (): Readonly<Record<string, DocumentPart>> => ({
  ...perService((service) => [`case-events.${kebab(service)}`, eventsFor(service)]),
  ...perService((service) => [
    `case-commands.${kebab(service)}`,
    channel(
      `case-commands.${kebab(service)}`,
      `Commands for ${service}`,
      'Agencies write to this topic, and this service reads it. A command with a valid signature is answered in the topic of the agency that signed it; every other message is moved to the quarantine.',
      { CaseCommand: refTo('messages', 'CaseCommand') },
    ),
  ]),
  'case-answers': {
    address: 'case-answers.{agencyId}',
    title: 'Answers to one agency',
    description: 'Services write to this topic, and one agency reads it. Delivery is at least once: deduplicate the answers by ce_id.',
    servers: SERVERS,
    parameters: { agencyId: { description: 'registered id of the agency, such as ph-police' } },
    messages: { CommandAnswer: refTo('messages', 'CommandAnswer') },
  },
  ...perService((service) => [
    `case-quarantine.${kebab(service)}`,
    channel(`case-quarantine.${kebab(service)}`, `Quarantine of ${service}`, 'This service writes to the topic, and operators read it.', {
      Quarantined: refTo('messages', 'Quarantined'),
    }),
  ]),
})

const operation = (action: 'send' | 'receive', to: string, summary: string, more: DocumentPart = {}): DocumentPart => ({
  action,
  channel: { $ref: `#/channels/${to}` },
  summary,
  ...more,
})

/** The operations from the point of view of the services: where a service receives, an agency sends. */
const operations = (): Readonly<Record<string, DocumentPart>> => ({
  ...perService((service) => [
    `send-events-to-${kebab(service)}`,
    operation('send', `case-events.${kebab(service)}`, `The relay publishes the events that ${service} may receive.`),
  ]),
  ...perService((service) => [
    `receive-commands-for-${kebab(service)}`,
    operation('receive', `case-commands.${kebab(service)}`, `${service} receives commands that agencies have signed.`, {
      reply: { channel: { $ref: '#/channels/case-answers' } },
    }),
  ]),
  'answer-agency': operation('send', 'case-answers', 'A service answers the agency that signed the command.'),
  ...perService((service) => [
    `quarantine-of-${kebab(service)}`,
    operation('send', `case-quarantine.${kebab(service)}`, `${service} quarantines messages that it cannot verify.`),
  ]),
})

/**
 * The AsyncAPI document (3.0) of a deployment: its topics, their writers and readers, and every message with schema and
 * example. The topic names lack the prefix that EVENT_FEED_URL may add to them.
 * @param release version of the release
 */
export const asyncApi = (release: string): DocumentPart => {
  const events = [...EVENT_TYPES.values()]
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'case-timeline',
      version: release,
      description:
        'Events of cases across police, prosecution, courts and victim support. Events are CloudEvents 1.0 in Kafka’s binary mode; their value is the record that is stored, hashed and exported. The HTTP API of each service is described in its /openapi.json.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka-secure',
        description:
          'The brokers that EVENT_FEED_URL names. Each service and each agency has its own login, and access control lists that allow it to write and read no more than this document states.',
        variables: { broker: { description: 'host and port', default: 'broker.example.org:9093', examples: ['broker.example.org:9093'] } },
        security: [refTo('securitySchemes', 'scram512'), refTo('securitySchemes', 'scram256'), refTo('securitySchemes', 'plain')],
      },
    },
    channels: channels(),
    operations: operations(),
    components: {
      securitySchemes: {
        scram512: { type: 'scramSha512', description: 'SASL/SCRAM-SHA-512 over TLS' },
        scram256: { type: 'scramSha256', description: 'SASL/SCRAM-SHA-256 over TLS' },
        plain: { type: 'plain', description: 'SASL/PLAIN over TLS' },
      },
      schemas: { ...sharedSchemas(), ...dataSchemas(events) },
      messages: { ...otherMessages(), ...Object.fromEntries(events.map((event) => [event.type, eventMessage(event)])) },
    },
  }
}
