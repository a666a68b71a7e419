// Writes the documents that integrators read about the events: released/ (the shared record schema, and one file
// for each version of each type) and docs/events/README.md. `--check` writes nothing and fails on drift.
// A change that breaks readers of an earlier release is never written, unless a raised version declares it:
// `--accept-break <type>`. `--released <folder>` compares the events with other released schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  breaksOf,
  CONTRACTS,
  EVENT_TYPES,
  compatibilityIssuesOf,
  releasedSchemas,
  releaseOf,
  sharedRecord,
  extractRecord,
} from './dist/index.js'

const { values: cliOptions } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'accept-break': { type: 'string', multiple: true, default: [] },
    released: { type: 'string', default: fileURLToPath(new URL('released', import.meta.url)) },
  },
})
const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const jsonText = (value) => `${JSON.stringify(value, null, 2)}\n`

const readers = ({ visibility }) =>
  visibility === 'as-target-event' ? 'as the event that it concerns' : visibility.length === 0 ? 'only its owner' : visibility.join(', ')
const row = (event) => `| [${event.type}](${event.type}.md) | ${event.version} | ${event.kind} | ${readers(event)} | ${event.meaning} |`

/** The table of all events. */
const index = () =>
  [
    '# Events',
    '',
    'Generated from `libs/contracts` by `npm run generate`. Each page links the schema of the whole record: the form that is stored, published, hashed and exported.',
    'A rule can block a decision; a rule can only warn about a report. The owner of an event and audit-trail may always receive it.',
    '',
    '| event | version | kind | who else may receive it | meaning |',
    '|---|---|---|---|---|',
    ...[...EVENT_TYPES.values()].map(row),
    '',
  ].join('\n')

const previousSchemas = releasedSchemas(
  readdirSync(cliOptions.released).map((file) => JSON.parse(readFileSync(resolve(cliOptions.released, file), 'utf8'))),
)
const issues = compatibilityIssuesOf(CONTRACTS, previousSchemas)
const isAccepted = ({ type, mayBeAccepted }) => mayBeAccepted && cliOptions['accept-break'].includes(type)

/** Each reason once: a change of the shared envelope is an issue of every event type. */
const reasonsOf = (refusedIssues) => {
  const types = new Map()
  for (const { type, sentence } of refusedIssues) {
    const reason = sentence.slice(type.length + 1)
    types.set(reason, [...(types.get(reason) ?? []), type])
  }
  return [...types].map(([reason, [first, ...more]]) => `${first} ${reason}${more.length > 0 ? ` (and ${more.length} more types)` : ''}`)
}

const record = sharedRecord()
const fileOf = (schema) => {
  const { type, version } = releaseOf(schema)
  return [resolve(cliOptions.released, `${type}.v${version}.json`), jsonText(extractRecord(schema, record))]
}

const schemaFile = ({ type, version, schema }) => {
  const releasedSchema = previousSchemas.find((one) => releaseOf(one).type === type && releaseOf(one).version === version)
  const accepted = issues.filter((one) => one.type === type && isAccepted(one)).map(({ sentence }) => sentence)
  const breaks = [...breaksOf(releasedSchema), ...accepted]
  return fileOf(breaks.length > 0 ? { ...schema, 'x-breaks': breaks } : schema)
}

/** A file that does not exist yet counts as changed. */
const fileTextOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const refused = issues.filter((one) => !isAccepted(one))
const expectedFiles = new Map([
  [resolve(docs, 'events/README.md'), index()],
  [resolve(cliOptions.released, 'record.json'), jsonText(record)],
  // A past version stays as it was released: if the shared record has changed since, it keeps its own copy.
  ...previousSchemas.map(fileOf),
  ...[...CONTRACTS.values()].map(schemaFile),
])
const changed = [...expectedFiles].filter(([path, text]) => fileTextOf(path) !== text).map(([path]) => path)

for (const reason of reasonsOf(refused)) console.error(`${reason} (readers-are-not-broken)`)
if (refused.length > 0) {
  console.error(
    'Nothing was written. Within a version only optional members may be added. For any other change raise the version and add an upcaster;\n' +
      'if readers of the last version cannot read the new one, declare that in its schema: node libs/contracts/generate.mjs --accept-break <type>.',
  )
  process.exitCode = 1
} else if (cliOptions.check) {
  for (const path of changed)
    console.error(`${relative(process.cwd(), path)} differs from what libs/contracts defines: run npm run generate`)
  process.exitCode = changed.length > 0 ? 1 : 0
} else {
  for (const path of changed) writeFileSync(path, expectedFiles.get(path))
  console.log(`libs/contracts: ${expectedFiles.size} files, ${changed.length} written`)
}
