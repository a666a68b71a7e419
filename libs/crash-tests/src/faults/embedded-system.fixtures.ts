import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { developmentIssuer } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import pg from 'pg'
import { compile } from '../../../../deploy/compile.mjs'
import { until } from '../until.ts'
import type { User } from './case-commands.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const CASECTL = join(ROOT, 'services/casectl/dist/main.js')

/** Compiles what the drills run as processes. */
export const compilePrograms = (): void => compile('services/casectl', 'libs/crash-tests')

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface RunningProgram {
  readonly child: ChildProcess
  readonly output: { out: string; err: string }
}

/** How the processes of a system are started: on which data, with which preloaded modules, by which command. */
export interface Surroundings {
  readonly dataDir: string
  /** The data folder as this process sees it, if it is on a disk that only the processes of the system see. */
  readonly seenAt?: string
  /** Modules that Node loads before `casectl up`. */
  readonly preload?: readonly string[]
  /** The command that runs each program, such as one that enters a namespace; default: none. */
  readonly runBy?: readonly string[]
}

/** A busy machine also plays the demo case before `up` is ready. */
const START_MS = 300_000
/** Longer than a clock is ever set ahead. */
const TOKEN_SECONDS = 30 * 86_400

/** Ids of processes and their parents. */
const processTable = (): readonly (readonly [pid: number, parent: number])[] =>
  spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** `casectl up` as a process on a data folder of its own, with everything that is needed to use and to disturb it. */
export const embeddedSystem = ({ dataDir, seenAt = dataDir, preload = [], runBy = [] }: Surroundings) => {
  let up: RunningProgram | undefined
  let urls: Readonly<Record<string, string>> = {}
  const tokens = new Map<User, Promise<string>>()

  const program = (args: readonly string[], modules: readonly string[] = []): RunningProgram => {
    const [file = '', ...line] = [...runBy, process.execPath, ...modules.flatMap((one) => ['--import', one]), CASECTL, '--data', dataDir]
    const child = spawn(file, [...line, '--json', ...args], { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { out: '', err: '' }
    child.stdout.on('data', (chunk) => (output.out += String(chunk)))
    child.stderr.on('data', (chunk) => (output.err += String(chunk)))
    return { child, output }
  }
  const ended = async ({ child, output }: RunningProgram): Promise<Ended> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    return { code: child.exitCode, ...output }
  }
  const postmaster = async (): Promise<{ pid: number; port: number }> => {
    const lines = (await readFile(join(seenAt, 'postgres/postmaster.pid'), 'utf8')).split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  }
  const databaseUrl = async (database: string): Promise<string> => {
    const password = await readFile(join(seenAt, 'postgres/superuser.password'), 'utf8')
    return `postgres://postgres:${password}@127.0.0.1:${(await postmaster()).port}/${database}`
  }

  const system = {
    dataDir,
    /** The URL of a database, for its superuser. */
    databaseUrl,
    url: (service: ServiceName): string => urls[service] ?? 'http://127.0.0.1:9',
    tokenFor: (user: User): Promise<string> => {
      const token = tokens.get(user) ?? developmentIssuer(join(seenAt, 'keys')).then((issuer) => issuer.tokenFor(user, TOKEN_SECONDS))
      tokens.set(user, token)
      return token
    },
    read: (file: string): Promise<string> => readFile(join(seenAt, file), 'utf8'),
    /** Starts `up` and does not wait. */
    launch: (...options: readonly string[]): RunningProgram => (up = program(['up', '--port-base', '0', ...options], preload)),
    /** Starts `up` with more options, such as `--demo`, and waits until it is ready. */
    async start(...options: readonly string[]): Promise<void> {
      const { child, output } = system.launch(...options)
      await until('up is ready', () => output.out.includes('\n') || child.exitCode !== null || child.signalCode !== null, START_MS)
      if (!output.out.includes('\n')) throw new Error(`up ended before it was ready: ${output.err}`)
      urls = (JSON.parse(output.out) as { urls: Record<string, string> }).urls
    },
    /** Kills `up` and every process of its PostgreSQL like kill -9. */
    async kill(): Promise<void> {
      const server = await postmaster().catch(() => undefined)
      const table = processTable()
      const children = table.filter(([, parent]) => parent === server?.pid).map(([pid]) => pid)
      const own = up?.child.pid === undefined ? [] : [up.child.pid]
      for (const pid of [...own, ...(server ? [server.pid] : []), ...children]) kill(pid, 'SIGKILL')
      if (up) await ended(up)
    },
    /** The id of a process of PostgreSQL that serves a session of a database. */
    async backendOf(database: string): Promise<number> {
      const [session] = await system.sql(
        `select pid from pg_stat_activity where datname = '${database}' and backend_type = 'client backend' limit 1`,
      )
      return Number(session?.['pid'])
    },
    /** Stops `up` as an operator does. */
    async stop(): Promise<Ended> {
      if (!up) return { code: 0, out: '', err: '' }
      up.child.kill('SIGTERM')
      return ended(up)
    },
    /** Why `up` ended by itself; undefined while it runs. */
    endedByItself: (): string | undefined => (up && (up.child.exitCode ?? up.child.signalCode) !== null ? up.output.err : undefined),
    casectl: (...args: readonly string[]): Promise<Ended> => ended(program(args)),
    /** A second `up` on the same data. */
    secondUp: (): Promise<Ended> => ended(program(['up', '--port-base', '0'])),
    /** Runs a statement as superuser, on a connection of its own that may write in any case. */
    async sql(statement: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
      const client = new pg.Client({ connectionString: await databaseUrl(database), options: '-c default_transaction_read_only=off' })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(statement)).rows
      } finally {
        await client.end().catch(() => undefined)
      }
    },
    /** What each service answers about its readiness; a service that does not answer is `unreachable`. */
    readiness: (): Promise<{ status: string; degradedReasons?: string[] }[]> =>
      Promise.all(
        SERVICES.map(async (service) => {
          const answer = await fetch(`${system.url(service)}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
          return ((await answer?.json().catch(() => undefined)) as { status: string } | undefined) ?? { status: 'unreachable' }
        }),
      ),
    /** Whether every service is ready, and nothing is degraded. */
    isReady: async (): Promise<boolean> => (await system.readiness()).every(({ status }) => status === 'ok'),
  }
  return system
}
export type EmbeddedSystem = ReturnType<typeof embeddedSystem>

/** A data folder that is removed with `removeFolder`. */
export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'case-timeline-faults-'))
export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })
