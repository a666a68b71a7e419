// Plants incompatible changes in copies of the released schemas: the generator must report each change as a break, and
// write nothing.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.mjs'

const released = fileURLToPath(new URL('released', import.meta.url))
const SUBJECT = 'investigation.CaseOpened'
const RECORD = 'record.json'

/**
 * Each entry: how the released schemas are changed (one type, unless a file is named), and the error that must be
 * reported.
 */
const PLANTED = [
  {
    name: 'a member that was always present',
    change: ({ properties: { data } }) => {
      data.properties.planted = { type: 'string' }
      data.required.push('planted')
    },
    expectedError: '/data/planted was always present and is removed',
  },
  {
    name: 'a shorter list of codes',
    change: ({ properties: { data } }) => data.properties.source.enum.shift(),
    expectedError: '/data/source can now be "report"',
  },
  {
    name: 'one more receiver',
    change: (schema) => schema['x-visibility'].push('planted'),
    expectedError: 'is no longer received by planted',
  },
  {
    name: 'a member of the record that was always present',
    file: RECORD,
    change: ({ properties: { envelope } }) => {
      envelope.properties.planted = { type: 'string' }
      envelope.required.push('planted')
    },
    expectedError: '/envelope/planted was always present and is removed',
  },
  {
    name: 'a longer list of codes in the record',
    file: RECORD,
    change: ({ properties: { envelope } }) => envelope.properties.classification.enum.push('PLANTED'),
    expectedError: '/envelope/classification can no longer be "PLANTED"',
  },
  {
    name: 'a record schema that is missing',
    file: RECORD,
    change: (schema) => (schema.$id = 'urn:case-timeline:planted'),
    expectedError: 'which is not released',
  },
  { name: 'another type', change: (schema) => (schema.title = 'investigation.Planted'), expectedError: 'investigation.Planted is removed' },
]

const modificationTimes = (folder) => readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs)

/** A generator that throws ends with its message. */
const runGenerator = (options) => {
  try {
    return generate(options)
  } catch ({ message }) {
    return { ok: false, lines: [message] }
  }
}

const root = mkdtempSync(join(tmpdir(), 'case-timeline-released-'))
try {
  for (const [n, { name, file: named = `${SUBJECT}.v1.json`, change, expectedError }] of PLANTED.entries()) {
    const folder = join(root, String(n))
    cpSync(released, folder, { recursive: true })
    const file = join(folder, named)
    const schema = JSON.parse(readFileSync(file, 'utf8'))
    change(schema)
    writeFileSync(file, JSON.stringify(schema))
    const before = modificationTimes(folder)
    // Within a version no break can be accepted, and the generator does not write a break that it cannot accept.
    for (const options of n === 0 ? [{ check: true }, { acceptedBreaks: [SUBJECT] }] : [{ check: true }]) {
      const { ok, lines } = runGenerator({ released: folder, ...options })
      if (!ok && lines.join('\n').includes(expectedError) && modificationTimes(folder).join() === before.join()) continue
      console.error(`readers-are-not-broken did not fire on ${name} with ${JSON.stringify(options)}: ${lines.join('\n') || 'no line'}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(root, { recursive: true })
}
