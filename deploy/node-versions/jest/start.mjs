import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { ensureVersions, VERSIONS } from '../versions.mjs'
import stop from './stop.mjs'

const CHECKOUT = join(import.meta.dirname, '../../..')
const MADE = new Set(['node_modules', 'dist', '.git', '.nx', '.case-timeline', 'coverage'])
const WARNING = /warning|EBADENGINE|deprecat/i

/** What a developer runs first, with the oldest version: no package is built for one version, so all can use the same files. */
const PREPARED_BY = [
  ['npm', 'ci', '--engine-strict', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
  ['node', 'deploy/run.mjs', 'casectl', '--version'],
]

/** Jest calls this once: all versions run the same fresh clone, which the oldest one installs and compiles. */
export default async () => {
  await ensureVersions()
  const clone = mkdtempSync(join(tmpdir(), 'case-timeline-node-'))
  process.env.CASE_TIMELINE_TEST_CLONE = clone
  try {
    cpSync(CHECKOUT, clone, { recursive: true, filter: (path) => !MADE.has(basename(path)) })
    const [oldest] = Object.values(VERSIONS)
    const env = { HOME: process.env.HOME, PATH: [oldest.folder, process.env.PATH].join(delimiter), FORCE_COLOR: '0' }
    const [installed] = PREPARED_BY.map(([command, ...args]) =>
      execFileSync('sh', ['-c', '"$@" 2>&1', 'sh', command, ...args], { cwd: clone, env, encoding: 'utf8' }),
    )
    if (WARNING.test(installed)) throw new Error(`npm ci warns on Node.js ${oldest.version}:\n${installed}`)
  } catch (failure) {
    // Jest does not run the teardown after a failed setup.
    stop()
    throw failure
  }
}
