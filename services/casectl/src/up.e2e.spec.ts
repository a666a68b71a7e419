import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processExists } from '@case-timeline/embedded'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { compile } from '../../../deploy/compile.mjs'

jest.setTimeout(300_000)

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
let dataDir = ''

beforeAll(async () => {
  compile('services/casectl')
  dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-up-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** What npm adds to the environment of `npm start`. */
const BY_NPM = ['npm_lifecycle_event=start']

/** A process, and its output so far. */
interface Running {
  readonly child: ChildProcess
  readonly output: { out: string; err: string }
}

const startProcess = (command: string, args: readonly string[]): Running => {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += String(chunk)))
  child.stderr.on('data', (chunk) => (output.err += String(chunk)))
  return { child, output }
}

const casectl = (...args: readonly string[]): Running => startProcess(process.execPath, [main, '--data', dataDir, '--json', ...args])

interface ReadyMessage {
  readonly pid: number
  readonly urls: Readonly<Record<string, string>>
  readonly demo?: string
}

/** Waits for the output that `up` prints when it is ready. */
const waitForReady = async ({ child, output }: Running): Promise<ReadyMessage> => {
  await waitUntil(() => output.out.includes('\n') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`up ended before it was ready: ${output.err}`)
  return JSON.parse(output.out) as ReadyMessage
}

const waitForExit = async ({ child, output }: Running): Promise<{ code: number | null; out: string; err: string }> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  return { code: child.exitCode, ...output }
}

const factsOf = async (caseId: string): Promise<string[]> => {
  const { out } = await waitForExit(casectl('timeline', caseId))
  const { entries } = JSON.parse(out) as { entries: { id: string; type: string }[] }
  // Without missed deadlines, which a scheduled job records at any time.
  return entries.filter(({ type }) => type !== 'case.DeadlineMissed').map(({ id }) => id)
}

const waitUntil = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(50)) if (await condition()) return
  throw new Error('the condition was not met within two minutes')
}

const postmaster = async (): Promise<number> => Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])

describe('casectl up', () => {
  it('keeps every recorded fact after a kill -9, and can be started again at once', async () => {
    const first = casectl('up', '--demo', '--port-base', '0')
    const { demo = '' } = await waitForReady(first)
    const before = await factsOf(demo)
    expect(before.length).toBeGreaterThan(30)
    first.child.kill('SIGKILL')
    const second = casectl('up', '--port-base', '0')
    await waitForReady(second)
    expect(await factsOf(demo)).toEqual(before)
    second.child.kill('SIGTERM')
    expect((await waitForExit(second)).code).toBe(0)
  })

  it('stops the services and PostgreSQL on SIGINT, and leaves no process and no password', async () => {
    const up = casectl('up', '--port-base', '0')
    const { urls } = await waitForReady(up)
    expect((await fetch(`${urls['investigation']}/health/ready`)).status).toBe(200)
    expect((await stat(join(dataDir, 'stores.json'))).mode & 0o077).toBe(0)
    const server = await postmaster()
    up.child.kill('SIGINT')
    expect((await waitForExit(up)).code).toBe(0)
    expect(processExists(server)).toBe(false)
    expect((await readdir(dataDir)).sort()).toEqual([
      'case-timeline.log',
      'keys',
      'log-heads',
      'log-heads-verifier-key',
      'postgres',
      'postgres.log',
    ])
  })

  it('signs heads of the log, with which verify-log compares the events', async () => {
    const up = casectl('up', '--port-base', '0')
    await waitForReady(up)
    const verify = async () => {
      const { code, out } = await waitForExit(casectl('audit', 'verify-log'))
      return { code, ...(JSON.parse(out) as { events: number; heads: number; findings: unknown[]; lastHead?: { size: number } }) }
    }
    await waitUntil(async () => (await verify()).heads > 0)
    const result = await verify()
    expect(result).toMatchObject({ code: 0, findings: [] })
    expect(result.lastHead?.size).toBeGreaterThan(30)
    up.child.kill('SIGTERM')
    expect((await waitForExit(up)).code).toBe(0)
  })

  it('is refused on a data folder that another process uses, and names the process', async () => {
    const up = casectl('up', '--port-base', '0')
    const { pid } = await waitForReady(up)
    const second = await waitForExit(casectl('up', '--port-base', '0'))
    expect(second).toMatchObject({ code: 1, out: '' })
    const { failed, remedies } = JSON.parse(second.err) as { failed: string; remedies: string[] }
    expect(failed).toContain(`is running on the data in ${dataDir}`)
    expect(remedies.at(-1)).toContain(`process ${pid}`)
    up.child.kill('SIGTERM')
    expect((await waitForExit(up)).code).toBe(0)
  })

  it('names a port that is in use, and the command that was entered with the option for other ports', async () => {
    const up = casectl('up', '--port-base', '0')
    const { urls } = await waitForReady(up)
    const usedPort = Number(new URL(urls['investigation'] ?? '').port)
    const other = await mkdtemp(join(tmpdir(), 'case-timeline-up-other-'))
    const args = [process.execPath, main, '--data', other, '--json', 'up', '--port-base', String(usedPort - 1)]
    const [refused, refusedByNpm] = [
      await waitForExit(startProcess('env', args)),
      await waitForExit(startProcess('env', [...BY_NPM, ...args])),
    ]
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`port ${usedPort}`) })
    expect(refused.err).not.toContain('    at ')
    expect(refused.err).toContain(`: casectl up --data ${other} --port-base N `)
    expect(refusedByNpm.err).toContain(`: npm start -- --data ${other} --port-base N `)
    await rm(other, { recursive: true })
    up.child.kill('SIGTERM')
    expect((await waitForExit(up)).code).toBe(0)
  })

  it('stops when its parent process has ended', async () => {
    const shell = startProcess('sh', ['-c', `"${process.execPath}" "${main}" --data "${dataDir}" --json up --port-base 0; true`])
    const { pid } = await waitForReady(shell)
    const server = await postmaster()
    shell.child.kill('SIGKILL')
    await waitUntil(() => !processExists(pid) && !processExists(server))
    expect(await readdir(dataDir)).not.toContain('run.json')
  })

  it('exits with a reason when PostgreSQL ends unexpectedly', async () => {
    const up = casectl('up', '--port-base', '0')
    await waitForReady(up)
    process.kill(await postmaster(), 'SIGKILL')
    expect(await waitForExit(up)).toMatchObject({ code: 1, err: expect.stringContaining('PostgreSQL ended unexpectedly') })
  })
})
