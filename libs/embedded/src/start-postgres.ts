import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Binaries, binaries } from './binaries.ts'
import { CannotStart, DataInUse } from './cannot-start.ts'
import { type Cluster, cluster, environment } from './cluster.ts'
import { postmasterOf, releaseDeadLock, runsPostgres } from './postmaster.ts'
import { type Runner, runner } from './unprivileged.ts'

export interface PostgresOptions {
  /** Folder that keeps the data between starts; made when missing. */
  readonly dataDir: string
  /** Port on 127.0.0.1; default: a free one. */
  readonly port?: number | undefined
  /** Where the server writes what it says; default `<dataDir>/postgres.log`. */
  readonly logFile?: string | undefined
  /** `false` for data that nobody will miss: the server then does not wait for the disk. */
  readonly durable?: boolean | undefined
}

export interface RunningPostgres {
  /** Superuser's URL with password, on 127.0.0.1, database `postgres`. */
  readonly url: string
  /** Resolves when the server is gone, for whatever reason. */
  readonly gone: Promise<void>
  /** Closes every connection, stops the server and waits for it. May be called twice. */
  stop(): Promise<void>
}

/** The session that holds this lock is the one that works on the data. */
const ownership = 7_264_001

const readyWithinMs = 60_000
const stopWithinMs = 30_000

/**
 * Starts PostgreSQL on a folder, or takes over a server that a killed process left there.
 * @throws DataInUse when another process works on the same data
 * @throws CannotStart when it cannot run here; `remedies` tell what the user can do
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  await mkdir(options.dataDir, { recursive: true })
  const dataDir = await realpath(resolve(options.dataDir))
  const programs = await binaries()
  const as = await runner({ program: programs.postgres, folder: dataDir })
  const made = await cluster(dataDir, programs, as, options.durable !== false)
  const log = options.logFile ?? join(dataDir, 'postgres.log')
  const deadline = Date.now() + readyWithinMs

  while (Date.now() < deadline) {
    const server = await postmasterOf(made.folder)
    if (server && (await runsPostgres(server.pid))) {
      const session = await connect(made, server.port)
      if (session) return owned({ session, dataDir, programs, made, pid: server.pid, port: server.port })
      await pause(50)
      continue
    }
    if (server) await releaseDeadLock(made.folder)
    const port = options.port ?? (await freePort())
    const child = await launch({ programs, as, made, port, log, durable: options.durable !== false })
    const session = await connectWhile(child, made, port, deadline)
    if (session) return owned({ session, dataDir, programs, made, pid: child.pid ?? 0, port, child })
    // Another first start may have been quicker: then its server stands in the lock file, and the loop meets it.
    const other = await postmasterOf(made.folder)
    if (!other || !(await runsPostgres(other.pid))) throw await whyNot(log, options.port)
  }
  throw new CannotStart(`PostgreSQL on ${dataDir} was not ready after ${readyWithinMs / 1000} s.`, [`read ${log}`])
}

const urlOf = ({ password }: Cluster, port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

const launch = async (it: {
  programs: Binaries
  as: Runner
  made: Cluster
  port: number
  log: string
  durable: boolean
}): Promise<ChildProcess> => {
  const output = await open(it.log, 'w', 0o600)
  const settings = {
    listen_addresses: '127.0.0.1',
    port: it.port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(it.durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [file, line] = it.as.command(it.programs.postgres, ['-D', it.made.folder, ...args], 'dies-with-us')
  // A session of its own: Ctrl-C in the terminal must reach the services first, the server last.
  const child = spawn(file, [...line], {
    cwd: '/',
    env: environment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output.fd, output.fd],
    ...(it.as.uid === undefined ? {} : { uid: it.as.uid, gid: it.as.gid }),
  })
  child.on('error', () => undefined)
  child.unref()
  await output.close()
  return child
}

/** A session with the server of this cluster; nothing while it is starting, stopping or not there, or when another server has the port. */
const connect = async (made: Cluster, port: number): Promise<pg.Client | undefined> => {
  const client = new pg.Client({
    connectionString: urlOf(made, port),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'case-timeline up',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    if (resolve(rows[0]?.data_directory ?? '') === made.folder) return client
  } catch {
    return undefined
  }
  await client.end()
  return undefined
}

const connectWhile = async (child: ChildProcess, made: Cluster, port: number, deadline: number): Promise<pg.Client | undefined> => {
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const session = await connect(made, port)
    if (session) return session
    await pause(30)
  }
  return undefined
}

const whyNot = async (log: string, port: number | undefined): Promise<CannotStart> => {
  const said = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => /FATAL|ERROR|PANIC|not found|denied/.test(line))
  const reason = said.at(-1)?.replace(/^.*?(FATAL|ERROR|PANIC):\s*/, '') ?? 'it said nothing'
  return new CannotStart(`PostgreSQL did not start: ${reason}`, [
    ...(port === undefined ? [] : [`check that nothing else listens on 127.0.0.1:${port}`]),
    `read ${log}`,
    'or set DATABASE_URL to a PostgreSQL that you run yourself',
  ])
}

interface Owned {
  readonly session: pg.Client
  readonly dataDir: string
  readonly programs: Binaries
  readonly made: Cluster
  readonly pid: number
  readonly port: number
  /** Absent: an orphan that was taken over. */
  readonly child?: ChildProcess
}

const owned = async (it: Owned): Promise<RunningPostgres> => {
  const { rows } = await it.session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [ownership])
  if (!rows[0]?.mine) {
    await it.session.end()
    throw new DataInUse(it.dataDir)
  }
  const gone = ended(it)
  let stopping: Promise<void> | undefined
  return { url: urlOf(it.made, it.port), gone, stop: () => (stopping ??= shutDown(it, gone)) }
}

const ended = async ({ session, pid }: Owned): Promise<void> => {
  await new Promise((resolve) => session.once('end', resolve))
  while (await runsPostgres(pid)) await pause(25)
}

const shutDown = async ({ programs, made, pid, session }: Owned, gone: Promise<void>): Promise<void> => {
  const late = AbortSignal.timeout(stopWithinMs)
  late.addEventListener('abort', () => signal(pid, 'SIGQUIT'))
  if (process.platform === 'win32') await promisify(execFile)(programs.pgCtl, ['stop', '-m', 'fast', '-D', made.folder])
  else signal(pid, 'SIGINT')
  await gone
  await session.end().catch(() => undefined)
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // Already gone: what was wanted.
  }
}
