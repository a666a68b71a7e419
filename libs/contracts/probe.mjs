// Plants incompatible changes in copies of the released schemas: `generate.mjs` must report each change as a break, and
// write nothing.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const released = fileURLToPath(new URL('released', import.meta.url))
const generator = fileURLToPath(new URL('generate.mjs', import.meta.url))
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

const runGenerator = (folder, ...more) => spawnSync(process.execPath, [generator, '--released', folder, ...more], { encoding: 'utf8' })
const modificationTimes = (folder) => readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs)

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
    for (const args of n === 0 ? [['--check'], ['--accept-break', SUBJECT]] : [['--check']]) {
      const { status, stderr } = runGenerator(folder, ...args)
      if (status === 1 && stderr.includes(expectedError) && modificationTimes(folder).join() === before.join()) continue
      console.error(`readers-are-not-broken did not fire on ${name} with ${args.join(' ')}; stderr: ${stderr || 'empty'}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(root, { recursive: true })
}
