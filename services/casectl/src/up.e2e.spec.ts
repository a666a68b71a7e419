import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

jest.setTimeout(180_000)

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
let dataDir = ''

beforeAll(async () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
  dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-up-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** A process, and what it has said so far. */
interface Running {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
}

const launch = (command: string, args: readonly string[]): Running => {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  return { child, said }
}

const casectl = (...args: readonly string[]): Running => launch(process.execPath, [main, '--data', dataDir, '--json', ...args])

interface Ready {
  readonly pid: number
  readonly urls: Readonly<Record<string, string>>
  readonly demo?: string
}

/** What `up` says when it is ready. */
const ready = async ({ child, said }: Running): Promise<Ready> => {
  await until(() => said.out.includes('\n') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`up ended before it was ready: ${said.err}`)
  return JSON.parse(said.out) as Ready
}

const ended = async ({ child, said }: Running): Promise<{ code: number | null; out: string; err: string }> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  return { code: child.exitCode, ...said }
}

const factsOf = async (caseId: string): Promise<string[]> => {
  const { out } = await ended(casectl('timeline', caseId))
  const { entries } = JSON.parse(out) as { entries: { id: string; type: string }[] }
  // What was missed is found by a clock in its own time, before or after.
  return entries.filter(({ type }) => type !== 'case.DeadlineMissed').map(({ id }) => id)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) if (await what()) return
  throw new Error('it did not come about within a minute')
}

const postmaster = async (): Promise<number> => Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])

describe('casectl up', () => {
  it('keeps every recorded fact over a kill -9, and is ready again at once', async () => {
    const first = casectl('up', '--demo', '--port-base', '0')
    const { demo = '' } = await ready(first)
    const before = await factsOf(demo)
    expect(before.length).toBeGreaterThan(30)
    first.child.kill('SIGKILL')
    const second = casectl('up', '--port-base', '0')
    await ready(second)
    expect(await factsOf(demo)).toEqual(before)
    second.child.kill('SIGTERM')
    expect((await ended(second)).code).toBe(0)
  })

  it('drains on SIGINT: services, then PostgreSQL; no process, no password stays', async () => {
    const up = casectl('up', '--port-base', '0')
    const { urls } = await ready(up)
    expect((await fetch(`${urls['investigation']}/health/ready`)).status).toBe(200)
    expect((await stat(join(dataDir, 'stores.json'))).mode & 0o077).toBe(0)
    const server = await postmaster()
    up.child.kill('SIGINT')
    expect((await ended(up)).code).toBe(0)
    expect(isAlive(server)).toBe(false)
    expect((await readdir(dataDir)).sort()).toEqual(['case-timeline.log', 'keys', 'postgres', 'postgres.log'])
  })

  it('is refused on data that another one works on, and says which', async () => {
    const up = casectl('up', '--port-base', '0')
    const { pid } = await ready(up)
    const second = await ended(casectl('up', '--port-base', '0'))
    expect(second).toMatchObject({ code: 1, out: '' })
    const { failed, remedies } = JSON.parse(second.err) as { failed: string; remedies: string[] }
    expect(failed).toContain(`is running on the data in ${dataDir}`)
    expect(remedies.at(-1)).toContain(`process ${pid}`)
    up.child.kill('SIGTERM')
    expect((await ended(up)).code).toBe(0)
  })

  it('says which port is taken', async () => {
    const up = casectl('up', '--port-base', '0')
    const { urls } = await ready(up)
    const taken = Number(new URL(urls['investigation'] ?? '').port)
    const other = await mkdtemp(join(tmpdir(), 'case-timeline-up-other-'))
    const refused = await ended(casectl('--data', other, 'up', '--port-base', String(taken - 1)))
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`port ${taken}`) })
    expect(refused.err).not.toContain('    at ')
    await rm(other, { recursive: true })
    up.child.kill('SIGTERM')
    expect((await ended(up)).code).toBe(0)
  })

  it('drains when its parent is gone', async () => {
    const shell = launch('sh', ['-c', `"${process.execPath}" "${main}" --data "${dataDir}" --json up --port-base 0; true`])
    const { pid } = await ready(shell)
    const server = await postmaster()
    shell.child.kill('SIGKILL')
    await until(() => !isAlive(pid) && !isAlive(server))
    expect(await readdir(dataDir)).not.toContain('run.json')
  })

  it('ends with a reason when PostgreSQL ends by itself', async () => {
    const up = casectl('up', '--port-base', '0')
    await ready(up)
    process.kill(await postmaster(), 'SIGKILL')
    expect(await ended(up)).toMatchObject({ code: 1, err: expect.stringContaining('PostgreSQL ended by itself') })
  })
})
