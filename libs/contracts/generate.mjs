// Writes the documents that integrators read about the events: released/ (the shared record schema, and one file
// for each version of each type) and docs/events/README.md. `--check` writes nothing and fails on drift.
// A change that breaks readers of an earlier release is never written, unless a raised version declares it:
// `--accept-break <type>`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
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

/** Each reason once: a change of the shared envelope is an issue of every event type. */
const reasonsOf = (refusedIssues) => {
  const types = new Map()
  for (const { type, sentence } of refusedIssues) {
    const reason = sentence.slice(type.length + 1)
    types.set(reason, [...(types.get(reason) ?? []), type])
  }
  return [...types].map(([reason, [first, ...more]]) => `${first} ${reason}${more.length > 0 ? ` (and ${more.length} more types)` : ''}`)
}

/** A file that does not exist yet counts as changed. */
const fileTextOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Compares the events with the schemas in the folder `released`, and writes what differs unless it only checks.
 * @param acceptedBreaks the types whose raised version may break readers
 * @returns whether the documents are as they must be, and the lines to print
 */
export const generate = ({ released, check = false, acceptedBreaks = [] }) => {
  const previousSchemas = releasedSchemas(readdirSync(released).map((file) => JSON.parse(readFileSync(resolve(released, file), 'utf8'))))
  const issues = compatibilityIssuesOf(CONTRACTS, previousSchemas)
  const isAccepted = ({ type, mayBeAccepted }) => mayBeAccepted && acceptedBreaks.includes(type)
  const refused = issues.filter((one) => !isAccepted(one))
  if (refused.length > 0)
    return {
      ok: false,
      lines: [
        ...reasonsOf(refused).map((reason) => `${reason} (readers-are-not-broken)`),
        'Nothing was written. Within a version only optional members may be added. For any other change raise the version and add an upcaster;\n' +
          'if readers of the last version cannot read the new one, declare that in its schema: node libs/contracts/generate.mjs --accept-break <type>.',
      ],
    }

  const record = sharedRecord()
  const fileOf = (schema) => {
    const { type, version } = releaseOf(schema)
    return [resolve(released, `${type}.v${version}.json`), jsonText(extractRecord(schema, record))]
  }
  const schemaFile = ({ type, version, schema }) => {
    const releasedSchema = previousSchemas.find((one) => releaseOf(one).type === type && releaseOf(one).version === version)
    const accepted = issues.filter((one) => one.type === type && isAccepted(one)).map(({ sentence }) => sentence)
    const breaks = [...breaksOf(releasedSchema), ...accepted]
    return fileOf(breaks.length > 0 ? { ...schema, 'x-breaks': breaks } : schema)
  }
  const expectedFiles = new Map([
    [resolve(docs, 'events/README.md'), index()],
    [resolve(released, 'record.json'), jsonText(record)],
    // A past version stays as it was released: if the shared record has changed since, it keeps its own copy.
    ...previousSchemas.map(fileOf),
    ...[...CONTRACTS.values()].map(schemaFile),
  ])
  const changed = [...expectedFiles].filter(([path, text]) => fileTextOf(path) !== text).map(([path]) => path)
  if (check) {
    const lines = changed.map((path) => `${relative(process.cwd(), path)} differs from what libs/contracts defines: run npm run generate`)
    return { ok: changed.length === 0, lines }
  }
  for (const path of changed) writeFileSync(path, expectedFiles.get(path))
  return { ok: true, lines: [`libs/contracts: ${expectedFiles.size} files, ${changed.length} written`] }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, 'accept-break': { type: 'string', multiple: true, default: [] } },
  })
  const released = fileURLToPath(new URL('released', import.meta.url))
  const { ok, lines } = generate({ released, check: values.check, acceptedBreaks: values['accept-break'] })
  for (const line of lines) (ok ? console.log : console.error)(line)
  process.exitCode = ok ? 0 : 1
}
