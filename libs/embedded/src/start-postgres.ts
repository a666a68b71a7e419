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
import { type Cluster, environment, openCluster } from './cluster.ts'
import { claimFolder, type OwnerFile } from './owner-file.ts'
import { postmasterOf, replaceStaleLockFile, runsPostgres } from './postmaster.ts'
import { type Runner, findRunner } from './unprivileged.ts'

export interface PostgresOptions {
  /** Folder that keeps the data between starts; created if missing. */
  readonly dataDir: string
  /** Port on 127.0.0.1; default: a free one. */
  readonly port?: number | undefined
  /** The log file of the server; default `<dataDir>/postgres.log`. */
  readonly logFile?: string | undefined
  /** `false` for disposable data: the server then does not wait for the disk. */
  readonly durable?: boolean | undefined
}

export interface RunningPostgres {
  /** Superuser's URL with password, on 127.0.0.1, database `postgres`. */
  readonly url: string
  /** Resolves when the server has ended, for whatever reason. */
  readonly gone: Promise<void>
  /** Closes every connection, stops the server and waits for its end. May be called twice. */
  stop(): Promise<void>
}

/**
 * The session that holds this lock owns the data, also against a process on another machine, whose process ids are
 * unknown here.
 */
const OWNERSHIP_LOCK = 7_264_001

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000

/**
 * Starts PostgreSQL on a folder, or takes over a server that a killed process left running there.
 * @throws DataInUse when another process uses the same data
 * @throws CannotStart when it cannot run here; `remedies` contain what the user can do
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  await mkdir(options.dataDir, { recursive: true })
  const dataDir = await realpath(resolve(options.dataDir))
  const owner = await claimFolder(dataDir)
  try {
    return await startOn(dataDir, owner, options)
  } catch (failure) {
    await owner.release()
    throw failure
  }
}

const startOn = async (dataDir: string, owner: OwnerFile, options: PostgresOptions): Promise<RunningPostgres> => {
  const programs = await binaries()
  const runner = await findRunner({ program: programs.postgres, folder: dataDir })
  const cluster = await openCluster(dataDir, programs, runner, options.durable !== false)
  const log = options.logFile ?? join(dataDir, 'postgres.log')
  const deadline = Date.now() + READY_TIMEOUT_MS

  while (Date.now() < deadline) {
    const server = await postmasterOf(cluster.folder)
    if (server && (await runsPostgres(server.pid))) {
      const session = await connect(cluster, server.port)
      if (session) return takeOwnership({ session, dataDir, owner, programs, cluster, pid: server.pid, port: server.port })
      await pause(50)
      continue
    }
    if (server) await replaceStaleLockFile(cluster.folder)
    const port = options.port ?? (await freePort())
    const child = await launch({ programs, runner, cluster, port, log, durable: options.durable !== false })
    const session = await connectWhile(child, cluster, port, deadline)
    if (session) return takeOwnership({ session, dataDir, owner, programs, cluster, pid: child.pid ?? 0, port })
    // A concurrent first start may have been faster: then the lock file names its server, and the loop finds it.
    const other = await postmasterOf(cluster.folder)
    if (!other || !(await runsPostgres(other.pid))) throw await startFailure(log, options.port)
  }
  throw new CannotStart(`PostgreSQL on ${dataDir} was not ready after ${READY_TIMEOUT_MS / 1000} s.`, [`read ${log}`])
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

interface LaunchOptions {
  readonly programs: Binaries
  readonly runner: Runner
  readonly cluster: Cluster
  readonly port: number
  readonly log: string
  readonly durable: boolean
}

const launch = async ({ programs, runner, cluster, port, log, durable }: LaunchOptions): Promise<ChildProcess> => {
  const output = await open(log, 'w', 0o600)
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // A server that may lose data is one of tests: several specifications use it at once, one of them with two replicas of
    // every service.
    max_connections: durable ? 200 : 500,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Its databases are many and live for seconds: by default each is looked at once a minute.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum_naptime: '10min' }),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [file, line] = runner.command(programs.postgres, ['-D', cluster.folder, ...args], 'kill-with-parent')
  // In a process session of its own: Ctrl-C in the terminal must reach the services first and the server last.
  const child = spawn(file, [...line], {
    cwd: '/',
    env: environment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output.fd, output.fd],
    ...(runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.gid }),
  })
  // connectWhile notices a failed start by the exit code; without a listener, the error would end this process.
  child.on('error', () => undefined)
  child.unref()
  await output.close()
  return child
}

/**
 * A session with the server of this cluster; undefined while it starts, stops or does not run, or if another server
 * uses the port.
 */
const connect = async (cluster: Cluster, port: number): Promise<pg.Client | undefined> => {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'case-timeline up',
  })
  // Without a listener, a connection that is lost later would end this process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    if (resolve(rows[0]?.data_directory ?? '') === cluster.folder) return client
  } catch {
    return undefined
  }
  await client.end()
  return undefined
}

const connectWhile = async (child: ChildProcess, cluster: Cluster, port: number, deadline: number): Promise<pg.Client | undefined> => {
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const session = await connect(cluster, port)
    if (session) return session
    await pause(30)
  }
  return undefined
}

const startFailure = async (log: string, port: number | undefined): Promise<CannotStart> => {
  const errorLines = (await readFile(log, 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => /FATAL|ERROR|PANIC|not found|denied/.test(line))
  const reason = errorLines.at(-1)?.replace(/^.*?(FATAL|ERROR|PANIC):\s*/, '') ?? 'it logged no error'
  return new CannotStart(`PostgreSQL did not start: ${reason}`, [
    ...(port === undefined ? [] : [`check that nothing else listens on 127.0.0.1:${port}`]),
    `read ${log}`,
    'or set DATABASE_URL to a PostgreSQL that you run yourself',
  ])
}

interface OwnedServer {
  /** Replaced when it ends while the server runs. */
  session: pg.Client
  readonly dataDir: string
  readonly owner: OwnerFile
  readonly programs: Binaries
  readonly cluster: Cluster
  readonly pid: number
  readonly port: number
}

const locks = async (session: pg.Client): Promise<boolean> => {
  const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [OWNERSHIP_LOCK])
  return rows[0]?.mine === true
}

const takeOwnership = async (server: OwnedServer): Promise<RunningPostgres> => {
  if (!(await locks(server.session))) {
    await server.session.end()
    throw new DataInUse(server.dataDir)
  }
  const gone = serverEnded(server)
  let stopping: Promise<void> | undefined
  return { url: urlOf(server.cluster, server.port), gone, stop: () => (stopping ??= shutDown(server, gone)) }
}

const endOf = (session: pg.Client): Promise<void> => new Promise((resolve) => session.once('end', resolve))

/** The crash of one backend ends all sessions, but not the server: then another session takes the lock. */
const serverEnded = async (server: OwnedServer): Promise<void> => {
  let held: LockedSession | undefined = { session: server.session, end: endOf(server.session) }
  while (held) {
    server.session = held.session
    await held.end
    held = await lockAgain(server)
  }
}

interface LockedSession {
  readonly session: pg.Client
  readonly end: Promise<void>
}

/** @returns undefined when the server has ended */
const lockAgain = async ({ cluster, pid, port }: OwnedServer): Promise<LockedSession | undefined> => {
  while (await runsPostgres(pid)) {
    const session = await connect(cluster, port)
    if (session) {
      const end = endOf(session)
      if (await locks(session).catch(() => false)) return { session, end }
      await session.end().catch(() => undefined)
    }
    await pause(25)
  }
  return undefined
}

const shutDown = async (server: OwnedServer, gone: Promise<void>): Promise<void> => {
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one.
  const timeout = AbortSignal.timeout(STOP_TIMEOUT_MS)
  timeout.addEventListener('abort', () => signal(server.pid, 'SIGQUIT'))
  if (process.platform === 'win32') await promisify(execFile)(server.programs.pgCtl, ['stop', '-m', 'fast', '-D', server.cluster.folder])
  else signal(server.pid, 'SIGINT')
  await gone
  await server.session.end().catch(() => undefined)
  await server.owner.release()
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It has already ended, as intended.
  }
}
