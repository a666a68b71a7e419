// docs/events/<type>.md: what an event means, what is in it, who records it, who hears of it, which rules judge it.
import { dataSchema } from '@case-timeline/contracts'
import { fieldTable } from './fields.mjs'

const KIND = {
  decision: 'A decision: a rule can block it.',
  report: 'A report of what happened: a rule can only warn about it, unless the record itself would not be whole.',
}

const readersOf = ({ visibility }) => {
  if (visibility === 'as-concerned') return 'whoever may receive the event that it speaks of'
  return visibility.length === 0
    ? 'nobody but its owner and audit-trail: it is internal'
    : `${visibility.join(', ')}, audit-trail, and its owner`
}

const bullets = (lines, none) => (lines.length > 0 ? lines.map((line) => `- ${line}`) : [none])

const recordedBy = (type, commands, services) => {
  const by = commands.filter(({ events }) => events.includes(type)).map(({ service, name }) => `${service}: \`${name}\``)
  if (by.length > 0) return by
  return services.filter(({ records }) => records.has(type)).map(({ name }) => name)
}

const heardBy = (type, services) =>
  services.flatMap(({ name, reactions, views }) => [
    ...reactions.filter(({ on }) => on.includes(type)).map((one) => `${name}: reaction \`${one.name}\`, which sends \`${one.command}\``),
    ...views.filter(({ events }) => events === 'every' || events.includes(type)).map((one) => `${name}: view \`${one.name}\``),
  ])

/** What ciphertext opens to, and to whom. */
const sealedPart = ({ sealed = {} }) =>
  Object.entries(sealed).flatMap(([member, { clear, openedBy, example, hashedAs }]) => [
    `## Sealed: \`${member}\``,
    '',
    `Sent in the clear and stored as ciphertext. Opened by: ${openedBy.join(', ')} of the agency that recorded it.${
      hashedAs ? ` \`${hashedAs}\` is derived from it.` : ''
    }`,
    '',
    fieldTable({ type: 'object', properties: { [member]: dataSchema({ data: clear }) } }),
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
    `${KIND[event.kind]} Version ${event.version}; classification ${event.classification ?? 'PRIVATE'}. It may be received by ${readersOf(event)}.`,
    `The whole record: [JSON Schema](../../libs/contracts/released/${event.type}.v${event.version}.json).`,
    '',
    '## Fields',
    '',
    fieldTable(schema),
    '',
    ...sealedPart(event),
    '## Recorded by',
    '',
    ...bullets(recordedBy(event.type, commands, services), 'Any service, beside the event that it speaks of.'),
    '',
    '## Heard by',
    '',
    ...bullets(heardBy(event.type, services), 'The timeline alone.'),
    '',
    '## Rules',
    '',
    ...bullets(
      rules.map((id) => `[\`${id}\`](../rules.md)`),
      'None beside those that hold for every command.',
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
