import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { VERSIONS } from '../../../deploy/node-versions/versions.mjs'
import { promiseOf } from './promised-node.ts'

/** Installed and compiled with the oldest version, by the setup of the suite. */
const CLONE = process.env['CASE_TIMELINE_TEST_CLONE'] ?? ''

/** What depends most on the version: cryptography, hashes, TLS and HTTP/2, and the five services with streams of HTTP. */
const SPECIFICATIONS = [
  'libs/event-store/src/(canonical|hashing|hashed-event).spec',
  'libs/vault/src/(encrypted-member|key-ring).spec',
  'libs/access/src/(signed-command|token).spec',
  'libs/event-store/src/eventstoredb/(calls|restrict-access).int.spec',
  'services/casectl/src/(handover|events-outbound).e2e.spec',
]

const WARNING = /warning|EBADENGINE|deprecat/i

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A program in a folder, with one version of Node.js in front of the path. */
const startIn = (cwd: string, nodeFolder: string, command: string, args: readonly string[]) => {
  // Without the settings of the test run: a developer has none of them.
  const { HOME, PATH = '' } = process.env
  const env = { HOME, PATH: [nodeFolder, PATH].join(delimiter), FORCE_COLOR: '0' }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += String(chunk)))
  child.stderr.on('data', (chunk) => (output.err += String(chunk)))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...output }))
  return { child, output, ended }
}

/** Specifies a fresh clone of this repository on one version of Node.js. */
export const specifyOn = (line: keyof typeof VERSIONS): void => {
  const { version, folder: nodeFolder } = VERSIONS[line]
  jest.setTimeout(600_000)

  describe(`a fresh clone on Node.js ${version}`, () => {
    let data = ''
    let up: ReturnType<typeof startIn> | undefined
    const run = (command: string, ...args: readonly string[]): Promise<Ended> => startIn(CLONE, nodeFolder, command, args).ended

    beforeAll(async () => {
      data = await mkdtemp(join(tmpdir(), `case-timeline-${line}-`))
      expect((await run('node', '--version')).out.trim()).toBe(`v${version}`)
      expect(promiseOf(version)).toBe('promised')
    })
    afterAll(async () => {
      // Still running only if its specification failed; it stops its PostgreSQL.
      up?.child.kill('SIGINT')
      await up?.ended
      await rm(data, { recursive: true, force: true })
    })

    it('is accepted by every package', async () => {
      const options = ['--dry-run', '--engine-strict', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
      const { code, out, err } = await run('npm', 'ci', ...options)
      expect({ code, text: `${out}${err}` }).toMatchObject({ code: 0, text: expect.not.stringMatching(WARNING) as unknown })
    })

    it('starts with the demo case as expected, passes the doctor’s checks, and prints no warning', async () => {
      // Without npm in between, which would be ended by the signal, too.
      const { scripts } = JSON.parse(await readFile(join(CLONE, 'package.json'), 'utf8')) as { scripts: { start: string } }
      const [command = '', ...args] = scripts.start.split(' ')
      up = startIn(CLONE, nodeFolder, command, [...args, '--data', data, '--port-base', '0'])
      while (!up.output.out.includes(' doctor\n') && up.child.exitCode === null) await pause(100)
      expect(up.output.out).toMatch(/^Demo case: \d{3} commands, of which \d{3} recorded, .*, as expected by deploy\/demo\.$/m)
      const doctor = await run('npx', 'casectl', 'doctor', '--data', data)
      expect(doctor).toMatchObject({ code: 0, err: '' })
      expect(doctor.out).toMatch(new RegExp(`^ok {4}Node\\.js +${version}$`, 'm'))
      expect(doctor.out).not.toMatch(/^(?!ok )\S/m)
      up.child.kill('SIGINT')
      const { code, out, err } = await up.ended
      expect({ code, text: `${out}${err}` }).toMatchObject({ code: 0, text: expect.not.stringMatching(WARNING) as unknown })
    })

    it('passes the specifications that depend most on the version', async () => {
      const results = join(data, 'results.json')
      const projects = ['--selectProjects', 'unit', 'int', 'e2e', '--maxWorkers=1', '--json', `--outputFile=${results}`]
      const options = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...projects]
      const { code, err } = await run('node', ...options, '--', ...SPECIFICATIONS)
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
      const { numPassedTests, testResults } = JSON.parse(await readFile(results, 'utf8')) as Record<'numPassedTests', number> & {
        testResults: readonly { readonly name: string }[]
      }
      const names = testResults.map(({ name }) => name.slice(CLONE.length + 1))
      expect(SPECIFICATIONS.filter((one) => !names.some((name) => new RegExp(one).test(name)))).toEqual([])
      expect(numPassedTests).toBeGreaterThan(names.length)
    })
  })
}
