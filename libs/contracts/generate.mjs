// Writes docs/events: the JSON Schema of each event's record and a table of them all. `--check` writes nothing and fails on drift.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { EVENT_TYPES, recordSchema } from './dist/index.js'

const folder = new URL('../../docs/events/', import.meta.url)

const readers = ({ visibility }) =>
  visibility === 'as-concerned' ? 'as the event that it concerns' : visibility.length === 0 ? 'its owner alone' : visibility.join(', ')

const row = (event) => `| [${event.type}](${event.type}.md) | ${event.version} | ${event.kind} | ${readers(event)} | ${event.meaning} |`

const index = (events) =>
  [
    '# Events',
    '',
    'Generated from `libs/contracts` by `npm run generate`. Each page leads to a schema of the whole record: what is stored, published, hashed and exported.',
    'A decision can be blocked by a rule, a report only warned about. Its owner and audit-trail may always receive an event.',
    '',
    '| event | version | kind | who else may receive it | meaning |',
    '|---|---|---|---|---|',
    ...events.map(row),
    '',
  ].join('\n')

const generated = () => {
  const events = [...EVENT_TYPES.values()]
  const schemas = events.map((event) => [`${event.type}.schema.json`, JSON.stringify(recordSchema(event), null, 2) + '\n'])
  return new Map([['README.md', index(events)], ...schemas])
}

const present = () => {
  mkdirSync(folder, { recursive: true })
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]))
}

const wanted = generated()
const found = present()
// The pages of the event types, which also tell who hears of them, are written by services/casectl/docs.
const isPage = (file) => file.endsWith('.md')
const stale = [...found.keys()].filter((file) => !wanted.has(file) && !isPage(file))
const changed = [...wanted].filter(([file, text]) => found.get(file) !== text).map(([file]) => file)

if (process.argv.includes('--check')) {
  for (const file of [...changed, ...stale]) console.error(`docs/events/${file} is not what libs/contracts says: run npm run generate`)
  process.exitCode = changed.length + stale.length > 0 ? 1 : 0
} else {
  for (const file of changed) writeFileSync(new URL(file, folder), wanted.get(file))
  for (const file of stale) rmSync(new URL(file, folder))
  console.log(`docs/events: ${wanted.size} files, ${changed.length} written, ${stale.length} removed`)
}
