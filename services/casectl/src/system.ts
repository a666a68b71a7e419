import { join, resolve } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { CannotStart, claimFolder, DataInUse, startPostgres } from '@case-timeline/embedded'
import { UpgradeRefused, WrongDeployment } from '@case-timeline/event-store'
import { followedLogs, logLooks } from '@case-timeline/event-store/drivers'
import { FeedUrlError, prepareTopics } from '@case-timeline/feed'
import { ConfigurationError, prepareDevelopment, type Environment, startService } from '@case-timeline/service-kit'
import { AGENCIES, AGENCY_ABROAD, DEPLOYMENT } from './agencies.ts'
import type { Persona } from './demo.ts'
import { lockDatabases } from './database-lock.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { AlreadyRunning, EXIT, Failure } from './failure.ts'
import { signingVariables } from './log-heads.ts'
import { keysFolder, makeDataFolder, type Urls } from './run-file.ts'

export interface SystemOptions {
  /** The folder of the database, the keys and the log. */
  readonly dataDir: string
  /** The superuser URL of a PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string | undefined
  /**
   * The prefix of the names of databases and logins; default: empty on the embedded server, `case_timeline_` on
   * another.
   */
  readonly prefix?: string | undefined
  /** The event store, if it is not that PostgreSQL: `esdb://…`. */
  readonly eventStoreUrl?: string | undefined
  /** The event feed (default `store:`). */
  readonly eventFeedUrl?: string | undefined
  /** The services listen on the five ports after this one; with 0 or without it, on free ports. */
  readonly portBase?: number | undefined
  /** The command that starts the system, as it was entered, for failures that say with which option to enter it. */
  readonly command?: string | undefined
  readonly logLevel?: string | undefined
  /** ISO 3166 country under whose law the agencies record (default PH), and other countries of single agencies. */
  readonly jurisdiction?: string | undefined
  readonly agencyJurisdictions?: string | undefined
  readonly agencyQuota?: string | undefined
  /** The folder of the policies; default: deploy/policy. */
  readonly policyDir?: string | undefined
  readonly NODE_ENV?: string | undefined
  /** The variables of OpenTelemetry (default: no traces). */
  readonly tracing?: Environment | undefined
  /** Receives sentences for the operator, about what happens while the system starts and runs. */
  readonly report?: ((sentence: string) => void) | undefined
}

export interface RunningSystem {
  readonly urls: Urls
  /** The superuser URL of the PostgreSQL that the services use. */
  readonly databaseUrl: string
  readonly logFile: string
  /** The environment of each service, for starting another replica. */
  readonly environments: Readonly<Record<ServiceName, Environment>>
  tokenFor(persona: Persona, seconds?: number): Promise<string>
  /** Resolves when the databases are not this process's any more: their server ended, or another process locked them. */
  readonly databaseLost: Promise<Failure>
  /** Drains the services, then stops PostgreSQL. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts the five services in this process, on one PostgreSQL.
 * @throws Failure when it cannot start, or another process uses the same data; then nothing is left running
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  if (options.NODE_ENV === 'production')
    throw new Failure(
      '`up` is for evaluation and development: anyone who can read its data folder can sign tokens. It does not start with NODE_ENV=production.',
      ['unset NODE_ENV', 'or run each service separately, with your identity provider (docs/how-to/run-each-service.md)'],
      EXIT.usage,
    )
  const dataDir = resolve(options.dataDir)
  await makeDataFolder(dataDir).catch((failure: NodeJS.ErrnoException) => {
    throw new Failure(`The data folder ${dataDir} cannot be created (${failure.code ?? failure.message}).`, ['choose another: --data DIR'])
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
    return { ...services, databaseUrl: database.url, databaseLost: database.lost, stop: () => (stopping ??= stop()) }
  } catch (failure) {
    await database.stop()
    if (failure instanceof WrongDeployment) throw new Failure(`The data in ${dataDir} cannot be used: ${failure.message}.`)
    throw failure
  }
}

const EVENTSTOREDB_URL = /^(esdb|kurrentdb)(\+discover)?:\/\//i

/**
 * Creates the topics if the event feed is Kafka.
 * @throws Failure when the URL of the store or the feed is invalid or does not respond
 */
const prepareFeed = async ({ eventStoreUrl, eventFeedUrl = 'store:', report }: SystemOptions): Promise<void> => {
  if (eventStoreUrl !== undefined && !EVENTSTOREDB_URL.test(eventStoreUrl))
    throw new Failure('EVENT_STORE_URL is not the URL of an EventStoreDB: `up` stores events there, or in its PostgreSQL.', [
      'unset EVENT_STORE_URL; to use another PostgreSQL, set DATABASE_URL',
      'or set it to an EventStoreDB: EVENT_STORE_URL=esdb://127.0.0.1:2113?tls=false',
    ])
  if (eventFeedUrl === 'store:') return
  await prepareTopics(eventFeedUrl, { agencies: Object.values(AGENCIES), report }).catch((failure: Error) => {
    throw new Failure(`The topics cannot be created: ${failure.message}`, [
      failure instanceof FeedUrlError ? 'correct EVENT_FEED_URL' : 'start a broker (npm run kafka), or correct EVENT_FEED_URL',
      'or unset EVENT_FEED_URL: then consumers read from the event store',
    ])
  })
}

interface Database {
  readonly url: string
  readonly lost: Promise<Failure>
  stop(): Promise<void>
}

const openDatabase = async (dataDir: string, options: SystemOptions): Promise<Database> => {
  const { databaseUrl } = options
  try {
    if (databaseUrl !== undefined) return await openExternal(dataDir, databaseUrl, options)
    const { url, gone, stop } = await startPostgres({ dataDir })
    return { url, lost: gone.then(() => new Failure('PostgreSQL ended unexpectedly.', [`read ${dataDir}/postgres.log`])), stop }
  } catch (failure) {
    if (failure instanceof DataInUse) throw new AlreadyRunning(failure.message, failure.remedies)
    throw failure instanceof CannotStart ? new Failure(failure.message, failure.remedies) : failure
  }
}

const openExternal = async (
  dataDir: string,
  url: string,
  { prefix = EXTERNAL_PREFIX, report = () => undefined }: SystemOptions,
): Promise<Database> => {
  const folder = await claimFolder(dataDir)
  try {
    const { lost, release } = await lockDatabases(url, prefix, report)
    const stop = async (): Promise<void> => {
      try {
        await release()
      } finally {
        await folder.release()
      }
    }
    return { url, lost, stop }
  } catch (failure) {
    await folder.release()
    throw failure
  }
}

const EXTERNAL_PREFIX = 'case_timeline_'
const forEachService = <T>(of: (service: ServiceName) => T): Record<ServiceName, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

const startServices = async (dataDir: string, adminUrl: string, options: SystemOptions) => {
  const logFile = join(dataDir, 'case-timeline.log')
  const { issuer, environments } = await prepareDevelopment({
    adminUrl,
    folder: keysFolder(dataDir),
    deployment: DEPLOYMENT,
    jurisdiction: options.jurisdiction ?? 'PH',
    receivingAgencies: AGENCIES,
    operatingAgencies: AGENCIES,
    sendingAgencies: forEachService((service) => [AGENCIES[service]]),
    prefix: options.prefix ?? (options.databaseUrl === undefined ? '' : EXTERNAL_PREFIX),
    eventStoreUrl: options.eventStoreUrl,
    eventFeedUrl: options.eventFeedUrl,
  })
  const portOf = (service: ServiceName): string => String(options.portBase ? options.portBase + 1 + SERVICES.indexOf(service) : 0)
  const signing = await signingVariables(dataDir, DEPLOYMENT)
  const completeEnvironments = forEachService((service) => ({
    ...environments[service],
    ...(service === 'auditTrail' ? signing : {}),
    PORT: portOf(service),
    LOG_FILE: logFile,
    LOG_LEVEL: options.logLevel ?? 'info',
    AGENCY_JURISDICTIONS: options.agencyJurisdictions ?? AGENCY_ABROAD,
    AGENCY_QUOTA: options.agencyQuota,
    POLICY_DIR: options.policyDir,
    ...options.tracing,
    // With free ports the address of audit-trail is unknown before it listens.
    SCHEMAS_URL: options.portBase ? `http://127.0.0.1:${portOf('auditTrail')}/schemas` : undefined,
  }))
  const shared = { followed: followedLogs(), looks: logLooks() }
  const started = await Promise.allSettled(
    SERVICES.map((service) => startService(DESCRIPTION_OF[service], completeEnvironments[service], shared)),
  )
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async (): Promise<void> => void (await Promise.all(running.map((service) => service.stop())))
  const failed = started.findIndex(({ status }) => status === 'rejected')
  if (failed !== -1) {
    await stop()
    throw startFailure(SERVICES[failed]!, (started[failed] as PromiseRejectedResult).reason, { logFile, command: options.command })
  }
  return {
    urls: forEachService((service) => running[SERVICES.indexOf(service)]!.url),
    environments: completeEnvironments,
    logFile,
    stop,
    tokenFor: ({ userId, agency, sector, roles }: Persona, seconds?: number) =>
      issuer.tokenFor({ userId, agencyId: agency, sector, roles }, seconds),
  }
}

const startFailure = (
  service: ServiceName,
  reason: unknown,
  { logFile, command = 'casectl up' }: { readonly logFile: string; readonly command?: string | undefined },
): unknown => {
  const { code, port } = reason as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    return new Failure(`${service} cannot listen: port ${port} of 127.0.0.1 is in use.`, [
      'stop the process that listens there',
      `or use other ports: ${command} --port-base N (the services listen on the five ports after N; 0: free ports)`,
    ])
  if (reason instanceof UpgradeRefused) return new Failure(reason.message, [`or start with new data: ${command} --data <folder>`])
  if (reason instanceof ConfigurationError || reason instanceof WrongDeployment) return new Failure(reason.message)
  return new Failure(`${service} did not start: ${(reason as Error).message}`, [`read ${logFile}`])
}
