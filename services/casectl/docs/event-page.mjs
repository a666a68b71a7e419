// docs/events/<type>.md: the meaning of an event, its fields, the commands that record it, its consumers and its rules.
import { dataSchema } from '@case-timeline/contracts'
import { fieldTable } from './fields.mjs'

const KIND = {
  decision: 'A decision: a rule can block it.',
  report: 'A report of what happened: a rule can only warn about it, unless the rule protects the integrity of the record.',
}

const DECIDED_BY = { court: 'a court', person: 'a person or a party', otherState: 'another country' }

export const kindText = ({ kind, actOf }) =>
  actOf === undefined
    ? KIND[kind]
    : `A decision of ${DECIDED_BY[actOf]}, which is a fact for the agency that records it: a rule can only warn about it, unless the rule protects the integrity of the record.`

const receiversText = ({ visibility }) => {
  if (visibility === 'as-target-event') return 'every sector that may receive the event that it refers to'
  return visibility.length === 0 ? 'only its owner and audit-trail: it is internal' : `${visibility.join(', ')}, audit-trail, and its owner`
}

const bullets = (lines, fallback) => (lines.length > 0 ? lines.map((line) => `- ${line}`) : [fallback])

const recordedBy = (type, commands, services) => {
  const by = commands.filter(({ events }) => events.includes(type)).map(({ service, name }) => `${service}: \`${name}\``)
  if (by.length > 0) return by
  return services.filter(({ records }) => records.has(type)).map(({ name }) => name)
}

/** The reactions and views of all services that an event reaches. */
export const consumersOf = (type, services) => ({
  reactions: services.flatMap(({ name: service, reactions }) =>
    reactions.filter(({ on }) => on.includes(type)).map(({ name, commands }) => ({ service, name, commands })),
  ),
  views: services.flatMap(({ name: service, views }) =>
    views.filter(({ events }) => events === 'every' || events.includes(type)).map(({ name }) => ({ service, name })),
  ),
})

/** By service, as the page lists them. */
const consumerLines = (type, services) => {
  const { reactions, views } = consumersOf(type, services)
  const sent = (commands) => commands.map((command) => `\`${command}\``).join(', ')
  return services.flatMap(({ name }) => [
    ...reactions
      .filter(({ service }) => service === name)
      .map((one) => `${name}: reaction \`${one.name}\`, which sends ${sent(one.commands)}`),
    ...views.filter(({ service }) => service === name).map((one) => `${name}: view \`${one.name}\``),
  ])
}

/** The plaintext of the encrypted members, and the services that may decrypt them. */
const encryptedPart = ({ encrypted = {} }) =>
  Object.entries(encrypted).flatMap(([member, { plaintext, decryptableBy, example, hashedAs }]) => [
    `## Encrypted: \`${member}\``,
    '',
    `Sent as plaintext and stored as ciphertext. May be decrypted by: ${decryptableBy.join(', ')} of the agency that recorded it.${
      hashedAs ? ` \`${hashedAs}\` is derived from it.` : ''
    }`,
    '',
    fieldTable({ type: 'object', properties: { [member]: dataSchema({ data: plaintext }) } }),
    '',
    '```json',
    JSON.stringify({ [member]: example }, null, 2),
    '```',
    '',
  ])

export const eventPage = (event, schema, { commands, services }) => {
  const rules = [...new Set(commands.filter(({ events }) => events.includes(event.type)).flatMap((one) => one.rules))]
  return [
    `# ${event.type}`,
    '',
    'Generated from the code by `npm run generate`.',
    '',
    event.meaning,
    '',
    `${kindText(event)} Version ${event.version}; classification ${event.classification ?? 'PRIVATE'}. It may be received by ${receiversText(event)}.`,
    `The JSON Schema of the whole record: \`/schemas/${event.type}/v${event.version}\` at audit-trail. In this repository: [the part of this event](../../libs/contracts/released/${event.type}.v${event.version}.json) and [the part that all events share](../../libs/contracts/released/record.json).`,
    '',
    '## Fields',
    '',
    fieldTable(schema),
    '',
    ...encryptedPart(event),
    '## Recorded by',
    '',
    ...bullets(recordedBy(event.type, commands, services), 'Any service, together with the event that it refers to.'),
    '',
    '## Consumed by',
    '',
    ...bullets(consumerLines(event.type, services), 'Only the timeline.'),
    '',
    '## Rules',
    '',
    ...bullets(
      rules.map((id) => `[\`${id}\`](../rules.md)`),
      'None except those that hold for every command.',
    ),
    '',
    '## Example',
    '',
    '```json',
    JSON.stringify(event.example, null, 2),
    '```',
    '',
  ].join('\n')
}
