import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { start as adjudication } from '@case-timeline/adjudication'
import { start as auditTrail } from '@case-timeline/audit-trail'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { CannotStart, DataInUse, startPostgres } from '@case-timeline/embedded'
import { FeedUrlError, prepareTopics } from '@case-timeline/feed'
import { start as investigation } from '@case-timeline/investigation'
import { start as prosecution } from '@case-timeline/prosecution'
import { ConfigurationError, development, type Environment, type RunningService } from '@case-timeline/service-kit'
import { start as victimSupport } from '@case-timeline/victim-support'
import pg from 'pg'
import { AGENCIES, DEPLOYMENT } from './agencies.ts'
import type { Persona } from './demo.ts'
import { AlreadyRunning, EXIT, Failure } from './failure.ts'
import { keysFolder, type Urls } from './run-file.ts'

const STARTS: Readonly<Record<ServiceName, (env: Environment) => Promise<RunningService>>> = {
  investigation,
  prosecution,
  adjudication,
  victimSupport,
  auditTrail,
}

export interface SystemOptions {
  /** Keeps the database, the keys and the log. */
  readonly dataDir: string
  /** Superuser's URL of a PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string | undefined
  /** Begins the names of databases and logins; default: nothing on the embedded server, `case_timeline_` on another. */
  readonly prefix?: string | undefined
  /** The store that has the events, where it is not that PostgreSQL: `esdb://…`. */
  readonly eventStoreUrl?: string | undefined
  /** What carries the events (default `store:`). */
  readonly eventFeedUrl?: string | undefined
  /** The services listen on the five ports after it; 0 or absent: on free ones. */
  readonly portBase?: number | undefined
  readonly logLevel?: string | undefined
  /** Folder of the jurisdictions' policies; absent: those that come with the deployment. */
  readonly policyDir?: string | undefined
  readonly NODE_ENV?: string | undefined
}

export interface RunningSystem {
  readonly urls: Urls
  /** Superuser's URL of the PostgreSQL that holds everything. */
  readonly databaseUrl: string
  readonly logFile: string
  /** What each service was started with, for starting another replica. */
  readonly environments: Readonly<Record<ServiceName, Environment>>
  tokenFor(persona: Persona, seconds?: number): Promise<string>
  /** Resolves when the database is gone, for whatever reason. */
  readonly databaseGone: Promise<void>
  /** Drains the services, then stops PostgreSQL. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts the five services in this process, on one PostgreSQL.
 * @throws Failure when it cannot run here, or another process works on the same data; then nothing is left running
 */
export const upSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  if (options.NODE_ENV === 'production')
    throw new Failure(
      '`up` is for trying out and developing: anyone who can read its data folder can sign tokens. It does not start with NODE_ENV=production.',
      ['unset NODE_ENV', 'or run each service by itself, with your identity provider (docs/how-to/run-each-service.md)'],
      EXIT.usage,
    )
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true }).catch((failure: NodeJS.ErrnoException) => {
    throw new Failure(`The data folder ${dataDir} cannot be made (${failure.code ?? failure.message}).`, ['name another: --data DIR'])
  })
  await prepareFeed(options)
  const database = await openDatabase(dataDir, options)
  try {
    const services = await startServices(dataDir, database.url, options)
    let stopping: Promise<void> | undefined
    const stop = async (): Promise<void> => {
      await services.stop()
      await database.stop()
    }
    return { ...services, databaseUrl: database.url, databaseGone: database.gone, stop: () => (stopping ??= stop()) }
  } catch (failure) {
    await database.stop()
    throw failure
  }
}

const STORE_OF_UP = /^(esdb|kurrentdb)(\+discover)?:\/\//i

/** Makes the topics of a feed that has some. @throws Failure when what carries or keeps the events is none of this release, or not there */
const prepareFeed = async ({ eventStoreUrl, eventFeedUrl = 'store:' }: SystemOptions): Promise<void> => {
  if (eventStoreUrl !== undefined && !STORE_OF_UP.test(eventStoreUrl))
    throw new Failure('EVENT_STORE_URL names no EventStoreDB: `up` keeps events there, or in its PostgreSQL.', [
      'unset EVENT_STORE_URL; DATABASE_URL names another PostgreSQL',
      'or name an EventStoreDB: EVENT_STORE_URL=esdb://127.0.0.1:2113?tls=false',
    ])
  if (eventFeedUrl === 'store:') return
  await prepareTopics(eventFeedUrl, { agencies: Object.values(AGENCIES) }).catch((failure: Error) => {
    throw new Failure(`The topics cannot be made: ${failure.message}`, [
      failure instanceof FeedUrlError ? 'correct EVENT_FEED_URL' : 'start a broker (npm run kafka), or correct EVENT_FEED_URL',
      'or unset EVENT_FEED_URL: then events come straight from the event store',
    ])
  })
}

interface Database {
  readonly url: string
  readonly gone: Promise<void>
  stop(): Promise<void>
}

const openDatabase = async (dataDir: string, { databaseUrl, prefix = EXTERNAL_PREFIX }: SystemOptions): Promise<Database> => {
  if (databaseUrl !== undefined) return claim(databaseUrl, prefix)
  try {
    return await startPostgres({ dataDir })
  } catch (failure) {
    if (failure instanceof DataInUse) throw new AlreadyRunning(failure.message, failure.remedies)
    throw failure instanceof CannotStart ? new Failure(failure.message, failure.remedies) : failure
  }
}

const EXTERNAL_PREFIX = 'case_timeline_'
/** First key of the advisory lock of an `up`; the second is a hash of its prefix. */
const CLAIM = 7_264_002

/** A server that somebody else runs: ours are the databases of one prefix, as long as this session lives. */
const claim = async (url: string, prefix: string): Promise<Database> => {
  const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  const gone = new Promise<void>((done) => session.once('end', done))
  session.on('error', () => undefined)
  await session.connect().catch((failure: Error) => {
    throw new Failure(`PostgreSQL at DATABASE_URL does not let us in: ${failure.message}`, [
      'check host, port, user and password in DATABASE_URL',
      'or unset it: then an embedded PostgreSQL is used',
    ])
  })
  const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', [CLAIM, prefix])
  if (!rows[0]?.mine) {
    await session.end()
    throw new AlreadyRunning(`Another case-timeline is running on the databases ${prefix}* at DATABASE_URL.`, [
      'use that one, or stop it first',
    ])
  }
  return { url, gone, stop: () => session.end() }
}

const perService = <T>(of: (service: ServiceName) => T): Record<ServiceName, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

const startServices = async (dataDir: string, adminUrl: string, options: SystemOptions) => {
  const logFile = join(dataDir, 'case-timeline.log')
  const { issuer, environments } = await development({
    adminUrl,
    folder: keysFolder(dataDir),
    deployment: DEPLOYMENT,
    jurisdiction: 'PH',
    receiving: AGENCIES,
    sending: perService((service) => [AGENCIES[service]]),
    prefix: options.prefix ?? (options.databaseUrl === undefined ? '' : EXTERNAL_PREFIX),
    eventStoreUrl: options.eventStoreUrl,
    eventFeedUrl: options.eventFeedUrl,
    NODE_ENV: options.NODE_ENV,
  })
  const portOf = (service: ServiceName): string => String(options.portBase ? options.portBase + 1 + SERVICES.indexOf(service) : 0)
  const complete = perService((service) => ({
    ...environments[service],
    PORT: portOf(service),
    LOG_FILE: logFile,
    LOG_LEVEL: options.logLevel ?? 'info',
    POLICY_DIR: options.policyDir,
    // On free ports nobody knows the address of audit-trail before it listens.
    SCHEMAS_URL: options.portBase ? `http://127.0.0.1:${portOf('auditTrail')}/schemas` : undefined,
  }))
  const started = await Promise.allSettled(SERVICES.map((service) => STARTS[service](complete[service])))
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async (): Promise<void> => void (await Promise.all(running.map((service) => service.stop())))
  const failed = started.findIndex(({ status }) => status === 'rejected')
  if (failed !== -1) {
    await stop()
    throw whyNot(SERVICES[failed]!, (started[failed] as PromiseRejectedResult).reason, logFile)
  }
  return {
    urls: perService((service) => running[SERVICES.indexOf(service)]!.url),
    environments: complete,
    logFile,
    stop,
    tokenFor: ({ userId, agency, sector, roles }: Persona, seconds?: number) =>
      issuer.tokenFor({ userId, agencyId: agency, sector, roles }, seconds),
  }
}

const whyNot = (service: ServiceName, reason: unknown, logFile: string): unknown => {
  const { code, port } = reason as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    return new Failure(`${service} cannot listen: port ${port} of 127.0.0.1 is taken.`, [
      'stop what listens there',
      'or use other ports: casectl up --port-base N (0: free ones)',
    ])
  if (reason instanceof ConfigurationError) return new Failure(reason.message)
  return new Failure(`${service} did not start: ${(reason as Error).message}`, [`read ${logFile}`])
}
