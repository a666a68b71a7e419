import { EVENT_TYPES } from '../catalogue.ts'
import type { EventType } from '../event-type.ts'
import { SERVICES, type ServiceName } from '../fields.ts'
import { dataSchemas, eventMessage, otherMessages, type Part, refTo, sharedSchemas } from './messages.ts'

const kebab = (service: ServiceName): string => service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const perService = <T>(of: (service: ServiceName) => readonly [string, T]): Readonly<Record<string, T>> =>
  Object.fromEntries(SERVICES.map(of))

const SERVERS = [{ $ref: '#/servers/kafka' }]

const channel = (address: string, title: string, description: string, messages: Readonly<Record<string, Part>>): Part => ({
  address,
  title,
  description,
  servers: SERVERS,
  messages,
  bindings: { kafka: { topic: address } },
})

/** Whether a service may ever receive an event of a type; `as-concerned` and what any service records may go to each of them. */
const mayReceive = (service: ServiceName, { type, visibility }: EventType): boolean =>
  service === 'auditTrail' ||
  type.startsWith(`${service}.`) ||
  type.startsWith('case.') ||
  visibility === 'as-concerned' ||
  visibility.includes(service)

const eventsFor = (service: ServiceName): Part =>
  channel(
    `case-events.${kebab(service)}`,
    `Events for ${service}`,
    'Every event that this service may receive, in the order of each case. Internal: only this service reads it, only the relay writes it. Systems of agencies follow GET /events of their sector’s service instead, where their participation is looked at.',
    {
      PositionMark: refTo('messages', 'PositionMark'),
      ...Object.fromEntries(
        [...EVENT_TYPES.values()].filter((event) => mayReceive(service, event)).map(({ type }) => [type, refTo('messages', type)]),
      ),
    },
  )

const channels = (): Readonly<Record<string, Part>> => ({
  ...perService((service) => [`case-events.${kebab(service)}`, eventsFor(service)]),
  ...perService((service) => [
    `case-commands.${kebab(service)}`,
    channel(
      `case-commands.${kebab(service)}`,
      `Commands for ${service}`,
      'Agencies write, this service reads. What is believed is answered in the topic of the agency that signed it, the rest is put into quarantine.',
      { CaseCommand: refTo('messages', 'CaseCommand') },
    ),
  ]),
  'case-answers': {
    address: 'case-answers.{agencyId}',
    title: 'Answers to one agency',
    description: 'Services write, this agency reads. At least once: tell answers apart by ce_id.',
    servers: SERVERS,
    parameters: { agencyId: { description: 'registered id of the agency, such as ph-police' } },
    messages: { CommandAnswer: refTo('messages', 'CommandAnswer') },
  },
  ...perService((service) => [
    `case-quarantine.${kebab(service)}`,
    channel(`case-quarantine.${kebab(service)}`, `Quarantine of ${service}`, 'This service writes, operators read.', {
      Quarantined: refTo('messages', 'Quarantined'),
    }),
  ]),
})

const operation = (action: 'send' | 'receive', to: string, summary: string, more: Part = {}): Part => ({
  action,
  channel: { $ref: `#/channels/${to}` },
  summary,
  ...more,
})

/** What the services do, as they see it: an agency sends where they receive. */
const operations = (): Readonly<Record<string, Part>> => ({
  ...perService((service) => [
    `tell-${kebab(service)}`,
    operation('send', `case-events.${kebab(service)}`, `The relay brings ${service} what it may receive.`),
  ]),
  ...perService((service) => [
    `take-command-of-${kebab(service)}`,
    operation('receive', `case-commands.${kebab(service)}`, `${service} takes commands that agencies have signed.`, {
      reply: { channel: { $ref: '#/channels/case-answers' } },
    }),
  ]),
  'answer-agency': operation('send', 'case-answers', 'A service answers the agency that signed.'),
  ...perService((service) => [
    `quarantine-of-${kebab(service)}`,
    operation('send', `case-quarantine.${kebab(service)}`, `${service} puts aside what it cannot believe.`),
  ]),
})

/**
 * The AsyncAPI document (3.0) of a deployment: its topics, who writes and reads them, and every message with its schema and an example.
 * The names of topics are without the prefix that EVENT_FEED_URL may give them.
 * @param release version of the release
 */
export const asyncApi = (release: string): Part => {
  const events = [...EVENT_TYPES.values()]
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'case-timeline',
      version: release,
      description:
        'Facts of cases across police, prosecution, courts and victim support. Events are CloudEvents 1.0 in Kafka’s binary mode; their value is the record that is stored, hashed and exported. Each service’s HTTP side is described by its /openapi.json.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka-secure',
        description:
          'The brokers that EVENT_FEED_URL names. Each service and each agency has a login of its own, and access lists that let it write and read no more than is said here.',
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
