// Plants releases that this one may not follow: the check and the generator must name each, and write nothing.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const released = fileURLToPath(new URL('released', import.meta.url))
const generator = fileURLToPath(new URL('generate.mjs', import.meta.url))
const SUBJECT = 'investigation.CaseOpened'

/** Each: how it changes what was released of one type, and what must be said about it. */
const PLANTED = [
  {
    name: 'a member that was always there',
    change: ({ properties: { data } }) => {
      data.properties.planted = { type: 'string' }
      data.required.push('planted')
    },
    says: '/data/planted was always there and is gone',
  },
  {
    name: 'a shorter list of codes',
    change: ({ properties: { data } }) => data.properties.source.enum.shift(),
    says: '/data/source can now be "report"',
  },
  { name: 'one more receiver', change: (schema) => schema['x-visibility'].push('planted'), says: 'is no longer received by planted' },
  { name: 'another type', change: (schema) => (schema.title = 'investigation.Planted'), says: 'investigation.Planted is gone' },
]

const judge = (folder, ...more) => spawnSync(process.execPath, [generator, '--released', folder, ...more], { encoding: 'utf8' })
const times = (folder) => readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs)

const root = mkdtempSync(join(tmpdir(), 'case-timeline-released-'))
try {
  for (const [n, { name, change, says }] of PLANTED.entries()) {
    const folder = join(root, String(n))
    cpSync(released, folder, { recursive: true })
    const file = join(folder, `${SUBJECT}.v1.json`)
    const schema = JSON.parse(readFileSync(file, 'utf8'))
    change(schema)
    writeFileSync(file, JSON.stringify(schema))
    const before = times(folder)
    // Within a version nothing can be accepted, and what it cannot accept the generator does not write either.
    for (const args of n === 0 ? [['--check'], ['--accept-break', SUBJECT]] : [['--check']]) {
      const { status, stderr } = judge(folder, ...args)
      if (status === 1 && stderr.includes(says) && times(folder).join() === before.join()) continue
      console.error(`readers-are-not-broken did not fire on ${name} with ${args.join(' ')}; it said: ${stderr || 'nothing'}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(root, { recursive: true })
}
