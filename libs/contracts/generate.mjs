// Writes what integrators read of the events: released/ (the schema of each version of each type), docs/events/README.md and
// docs/asyncapi.json. `--check` writes nothing and fails on drift. What breaks a reader of an earlier release is never written,
// unless a raised version says so: `--accept-break <type>`. `--released <folder>` holds the events against other released schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { asyncApi, breaksOf, CONTRACTS, EVENT_TYPES, objectionsTo, releaseOf } from './dist/index.js'

const { values: asked } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'accept-break': { type: 'string', multiple: true, default: [] },
    released: { type: 'string', default: fileURLToPath(new URL('released', import.meta.url)) },
  },
})
const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const inWords = (value) => `${JSON.stringify(value, null, 2)}\n`

const readers = ({ visibility }) =>
  visibility === 'as-concerned' ? 'as the event that it concerns' : visibility.length === 0 ? 'its owner alone' : visibility.join(', ')
const row = (event) => `| [${event.type}](${event.type}.md) | ${event.version} | ${event.kind} | ${readers(event)} | ${event.meaning} |`

/** The table of all events. */
const index = () =>
  [
    '# Events',
    '',
    'Generated from `libs/contracts` by `npm run generate`. Each page leads to a schema of the whole record: what is stored, published, hashed and exported.',
    'A decision can be blocked by a rule, a report only warned about. Its owner and audit-trail may always receive an event.',
    '',
    '| event | version | kind | who else may receive it | meaning |',
    '|---|---|---|---|---|',
    ...[...EVENT_TYPES.values()].map(row),
    '',
  ].join('\n')

const before = readdirSync(asked.released).map((file) => JSON.parse(readFileSync(resolve(asked.released, file), 'utf8')))
const objections = objectionsTo(CONTRACTS, before)
const isAccepted = ({ type, mayBeAccepted }) => mayBeAccepted && asked['accept-break'].includes(type)

/** Each reason once, however many types share an envelope that it is about. */
const told = (some) => {
  const types = new Map()
  for (const { type, sentence } of some) {
    const reason = sentence.slice(type.length + 1)
    types.set(reason, [...(types.get(reason) ?? []), type])
  }
  return [...types].map(([reason, [first, ...more]]) => `${first} ${reason}${more.length > 0 ? ` (and so ${more.length} types more)` : ''}`)
}

const schemaFile = ({ type, version, schema }) => {
  const said = before.find((one) => releaseOf(one).type === type && releaseOf(one).version === version)
  const accepted = objections.filter((one) => one.type === type && isAccepted(one)).map(({ sentence }) => sentence)
  const breaks = [...breaksOf(said), ...accepted]
  return [resolve(asked.released, `${type}.v${version}.json`), inWords(breaks.length > 0 ? { ...schema, 'x-breaks': breaks } : schema)]
}

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const refused = objections.filter((one) => !isAccepted(one))
const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const wanted = new Map([
  [resolve(docs, 'events/README.md'), index()],
  [resolve(docs, 'asyncapi.json'), inWords(asyncApi(version))],
  ...[...CONTRACTS.values()].map(schemaFile),
])
const changed = [...wanted].filter(([path, text]) => textOf(path) !== text).map(([path]) => path)

for (const reason of told(refused)) console.error(`${reason} (readers-are-not-broken)`)
if (refused.length > 0) {
  console.error(
    'Nothing was written. Within a version only optional members may come. For anything else raise the version and give it an upcaster;\n' +
      'if readers of the last version cannot read it, say so in its schema: node libs/contracts/generate.mjs --accept-break <type>.',
  )
  process.exitCode = 1
} else if (asked.check) {
  for (const path of changed) console.error(`${relative(process.cwd(), path)} is not what libs/contracts says: run npm run generate`)
  process.exitCode = changed.length > 0 ? 1 : 0
} else {
  for (const path of changed) writeFileSync(path, wanted.get(path))
  console.log(`libs/contracts: ${wanted.size} files, ${changed.length} written`)
}
