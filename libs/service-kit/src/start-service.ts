import 'reflect-metadata'
import type { Type } from '@nestjs/common'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import type { z } from 'zod'
import { caseGate, confidentiality, eventAccess, inProcessVerifier, officesIn, tokenVerifier } from '@case-timeline/access'
import type { AgencyId } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { type Aggregate, type CommandContext, commandMemory, sharedRules } from '@case-timeline/commands'
import type { UnreadableEvent } from '@case-timeline/event-store'
import { identifyDeployment, openEventStore, type StoreOptions } from '@case-timeline/event-store/drivers'
import { consumerNameOf, outdatedViews, projections } from '@case-timeline/projections'
import { consumersOffLog, type Measure, type Observe, RELAY } from '@case-timeline/feed'
import { openVault } from '@case-timeline/vault'
import { type ScheduledJob, runJobs } from './scheduled-jobs.ts'
import { commandHandler, derivedKeys, encryptedMemberReader, importedCases, memberEncryption, officeCheck } from '@case-timeline/http'
import { appOf } from './application.ts'
import { watchAppends } from './append-watch.ts'
import { encryptsMembers } from './controllers.ts'
import { clockWatchOf } from './clock-watch.ts'
import { type Configuration, configurationOf, type Environment, tokensAcceptedBy } from './configuration.ts'
import { feedObserver } from './feed-observer.ts'
import { FeedTransport, participationEventsOf, handoversIn, handoversOf, receiverOf, viewHandler } from '@case-timeline/reactions'
import { type Inject, outboundOf } from '@case-timeline/agency-api'
import { type Inbound, openInbound, openRegister, signedCommandsOver } from './open-inbound.ts'
import { carryOutApproved } from './carry-out-approved.ts'
import { limitsOf } from './entrance.ts'
import { httpAdapter, httpSettingsOf } from './http.ts'
import { watchIdentityProvider } from './identity-provider-watch.ts'
import { measureSources } from './measures.ts'
import { metrics as newMetrics } from './metrics.ts'
import { checkLaw, loadLaws } from './law.ts'
import { logHeadsOf } from './log-heads.ts'
import { logWatchOf } from './log-watch.ts'
import { loggedReadiness } from './readiness-log.ts'
import { readinessOf } from './readiness.ts'
import { otherReplicas } from './other-replicas.ts'
import { operationWatch } from './operation-watch.ts'
import { operationsOf } from './operations.ts'
import { type Ending, endingOf } from './shutdown.ts'
import { openViewsDatabase } from './views-database.ts'
import { type DescribedViews, viewsUnder } from './view-tables.ts'
import { continueOperations, viewOperationsOf } from './view-operations/view-operations.ts'
import { RELEASE } from './release.ts'
import type { RunningService } from './running-service.ts'
import { viewsOf } from './views.ts'
import { viewsOnLog } from './views-on-log.ts'
import { mayPass, reach } from './start-failure.ts'
import { openEventFeed } from './event-feed-connection.ts'
import { appendObserver, commandObserver, countedVault } from './observers.ts'
import { openTelemetry, type Telemetry } from './telemetry.ts'

/** The definition of one service, from which its process is started. */
export interface ServiceDescription extends DescribedViews {
  /** The title of its API. */
  readonly title: string
  readonly environment: z.ZodType<Configuration>
  /** Declares the service's own controllers, including those of its reactions. */
  readonly module: Type
  /** The aggregates whose facts it records. */
  readonly aggregates: readonly Aggregate[]
  /** All rules of its domain, whose level a policy can set. */
  readonly rules: readonly Rule[]
  /** The rules that have one id for all services: a policy may name them whether this one has them or not. */
  readonly caseRules: readonly Rule[]
  /** Its scheduled jobs. */
  readonly jobs?: readonly ScheduledJob[]
  /** Whether it publishes to the topics of all services, if the feed has topics: it must see every event. */
  readonly runsRelay?: boolean
  /** What it measures of its own views, for each reading of its metrics. */
  measures?(db: DataSource): Promise<readonly Measure[]>
}

/** What the services of one process share: who starts several makes it. */
export type SharedInProcess = Pick<StoreOptions, 'followed' | 'looks'>

/** What is known before a service is opened. */
interface Starting {
  readonly description: ServiceDescription
  readonly configuration: Configuration
  readonly telemetry: Telemetry
  readonly shared: SharedInProcess
}

/**
 * Starts one service: configuration, the policies of the jurisdictions, connections, migrations, consumers, then HTTP.
 * What may pass by itself (a server that starts or is busy) is waited for, as long as the configuration says.
 * @throws ConfigurationError, StartRefused, UndeclaredRoute, or the error of listening; then nothing is left open
 */
export const startService = async (
  description: ServiceDescription,
  env: Environment,
  shared: SharedInProcess = {},
): Promise<RunningService> => {
  const configuration = configurationOf(description.name, description.environment, env)
  const telemetry = await openTelemetry(description.name, configuration)
  const deadline = Date.now() + configuration.START_PATIENCE_SECONDS * 1_000
  for (let failures = 0; ; failures++)
    try {
      return await startOnce({ description, configuration, telemetry, shared })
    } catch (error) {
      const afterMs = Math.min(250 * 2 ** failures, 4_000)
      if (!mayPass(error) || Date.now() + afterMs > deadline) {
        await telemetry.tracing?.close()
        throw error
      }
      telemetry.log.warn({ err: error, afterMs }, 'the service cannot start yet: it tries again')
      await pause(afterMs)
    }
}

const startOnce = async (starting: Starting): Promise<RunningService> => {
  const { configuration, telemetry } = starting
  const ending = endingOf(configuration.SHUTDOWN_DRAIN_SECONDS)
  try {
    const url = await open(starting, ending)
    const stop = (): Promise<void> => {
      if (!ending.isRequested()) telemetry.log.info({ delaySeconds: configuration.SHUTDOWN_DELAY_SECONDS }, 'stopping')
      return ending.stop(configuration.SHUTDOWN_DELAY_SECONDS)
    }
    // Closed last, so that the spans of the stop are sent, too.
    ending.opened.unshift({ what: 'the export of traces', close: async () => telemetry.tracing?.close() })
    return { url, stop }
  } catch (error) {
    // The caller needs the error of the start, not one of the cleanup.
    await ending.stop(0).catch(() => undefined)
    throw error
  }
}

/** Opens each component and registers how it is closed. @returns the URL at which the service listens */
const open = async ({ description, configuration, telemetry, shared }: Starting, shutdown: Ending): Promise<string> => {
  const { log, degradedReasons: logDegradedReasons, tracing } = telemetry
  const isOpen = (what: string, close: () => Promise<unknown>): void => {
    shutdown.opened.push({ what, close: async () => void (await close()) })
  }
  const { name, aggregates } = description
  const metrics = newMetrics([...sharedRules, ...description.rules].map(({ id }) => id))
  const { JURISDICTION, AGENCY_JURISDICTIONS, POLICY_DIR } = configuration
  const laws = await loadLaws([JURISDICTION, ...AGENCY_JURISDICTIONS.values()], POLICY_DIR)
  for (const law of laws.policies.values()) checkLaw(law, description)
  const users = watchIdentityProvider(await tokenVerifier(tokensAcceptedBy(configuration)))
  const tokens = inProcessVerifier(users)

  const { DEPLOYMENT, DIGEST_KEY, EVENT_STORE_URL, RECEIVING_AGENCY } = configuration
  const deployment = await reach('the event store', 'EVENT_STORE_URL', () =>
    identifyDeployment(EVENT_STORE_URL, { service: name, name: DEPLOYMENT, digestKey: DIGEST_KEY }),
  )
  const onUnreadable = (event: UnreadableEvent) =>
    log.error(event, 'an event that cannot be read was passed over: verify its stream, and find out who may write to the event store')
  const views = viewsUnder(description, laws)
  const db = await openViewsDatabase({
    url: configuration.VIEWS_DATABASE_URL,
    name: `case-timeline ${name}`,
    views,
    owner: { service: name, deployment },
  })
  isOpen('the views’ database', () => db.destroy())
  const appends = watchAppends(appendObserver(metrics, tracing))
  const storeOptions = { onUnreadable, observer: appends, indexUrl: configuration.VIEWS_DATABASE_URL, ...shared }
  const store = openEventStore(EVENT_STORE_URL, name, storeOptions)
  isOpen('the event store', () => store.close())
  await reach('the event store', 'EVENT_STORE_URL', () => store.lastPosition())

  const vault = openVault({ url: configuration.VAULT_URL, service: name, keys: configuration.VAULT_KEYS })
  isOpen('the vault', () => vault.close())
  await reach('the vault', 'VAULT_URL', () => vault.ping())

  for (const { name: view } of await outdatedViews(db, views))
    log.warn(
      { view },
      'rows of this view were folded under another policy, and new rows are folded under the current policy: run casectl projections rebuild',
    )
  const context: CommandContext = {
    store,
    memory: commandMemory(store),
    rules: description.rules,
    deployment: DEPLOYMENT,
    digestKey: DIGEST_KEY,
    policyOf: laws.of,
    unregisteredOffice: officeCheck(store),
    now: () => new Date().toISOString(),
    around: commandObserver(metrics, tracing),
  }
  const jurisdictionOf = (agencyId: AgencyId) => AGENCY_JURISDICTIONS.get(agencyId) ?? JURISDICTION
  const participationEvents = participationEventsOf(handoversIn(description.module))
  const receiving = RECEIVING_AGENCY === undefined ? undefined : { agencyId: RECEIVING_AGENCY, participationEvents }
  const cases = caseGate(store, receiving, context.memory.readCase)
  const orders = confidentiality(store)
  const self = { service: name, receiving, operatingAgencies: configuration.OPERATING_AGENCIES }
  const receiver = receiverOf({ service: name, context, cases, receivingAgency: RECEIVING_AGENCY })
  const viewConsumers = views.map(consumerNameOf)
  const flush = async () => eventFeed.feed.flush()
  const positions = viewsOf(db, store, viewConsumers, { draining: shutdown.draining }, (own) => otherReplicas({ db, flush, ...own }))
  isOpen('the session that listens to other replicas', () => positions.close())
  const report = feedObserver(log, metrics)
  const observe: Observe = (notice) => {
    positions.observe(notice)
    report(notice)
  }
  const runsRelay = description.runsRelay ?? false
  const eventFeed = await openEventFeed({ service: name, configuration, store, db, observe, runsRelay, tracing })
  isOpen('the event feed', () => eventFeed.close())
  const transport = new FeedTransport({ feed: eventFeed.feed, db, observe, around: tracing?.delivery })
  const { consumers } = transport
  const consumerNames = () => [...consumers.map((consumer) => consumer.name), ...(eventFeed.isRelay ? [RELAY] : [])]
  const logWatch = logWatchOf(db, store, consumerNames)
  const viewHandlers = projections(views, store).map(viewHandler)
  const keys = derivedKeys(DIGEST_KEY)
  const logHeads = logHeadsOf(store, configuration, log)
  let inbound: Inbound | undefined = undefined
  // Called only once the application listens.
  const inject: Inject = ({ headers, ...request }) => app.inject({ ...request, headers: { ...headers } })
  const signed = { service: name, configuration, tokens, inject, register: await openRegister(name, configuration, log), log, metrics }
  const signedCommands = signedCommandsOver(signed)
  const adapter = httpAdapter(
    { log, metrics, tracing, tokens, signedCommands, limits: limitsOf(configuration), settings: httpSettingsOf(configuration, keys) },
    shutdown,
  )
  const checked = readinessOf({
    store,
    db,
    vault,
    eventFeed,
    logWatch,
    clockWatch: clockWatchOf(store),
    isStopping: shutdown.isRequested,
    ownDegradedReasons: () =>
      [inbound, users, appends, { degradedReasons: logDegradedReasons }, logHeads].flatMap((part) => part?.degradedReasons() ?? []),
  })
  const { readiness, job: logReadiness } = loggedReadiness(checked, log)
  const ownMeasures = async () => (await description.measures?.(db)) ?? []
  const operations = operationWatch(metrics)
  const viewOperations = viewOperationsOf({ store, db, views, operationWatch: operations, release: RELEASE, signal: shutdown.draining })
  isOpen('an operation on the views', () => viewOperations.idle())
  for (const source of measureSources({ store, db, eventFeed, logWatch, readiness, operationWatch: operations, consumers, ownMeasures }))
    metrics.addSource(source)
  const app = await appOf(description, adapter, log, viewHandlers, {
    signedCommands,
    self,
    store,
    db,
    metrics,
    laws,
    outbound: outboundOf(
      { store, access: eventAccess(store, { receiving }), schemasUrl: configuration.SCHEMAS_URL, traceparentOf: tracing?.traceparentOf },
      shutdown.draining,
    ),
    commands: commandHandler(
      context,
      aggregates,
      jurisdictionOf,
      { confidentiality: orders, cases, requiresKey: configuration.IDEMPOTENCY_KEYS === 'required' },
      memberEncryption(vault, DIGEST_KEY),
    ),
    encryptedMembers: encryptsMembers(aggregates) ? encryptedMemberReader(self, store, countedVault(vault, metrics), orders) : undefined,
    views: positions,
    viewsOnLog: viewsOnLog(store, () => consumersOffLog(db, store, viewConsumers)),
    cases,
    importedCases: importedCases(DIGEST_KEY),
    derivedKeys: keys,
    confidentiality: orders,
    readiness,
    operations: operationsOf({ store, db, views, eventFeed, logWatch, viewOperations, consumers }),
    handovers: handoversOf(receiver),
  })
  app.connectMicroservice({ strategy: transport })
  const offices = officesIn(store)
  const jobContext = { context, db, vault, aggregates, receiving, offices, storeTime: () => store.time(), signal: shutdown.draining }
  const runningJobs = runJobs(
    [...(description.jobs ?? []), carryOutApproved(name), logReadiness, users.job, ...logHeads.jobs, continueOperations(viewOperations)],
    jobContext,
    log,
  )
  isOpen('a scheduled job', () => runningJobs)
  // Nest closes HTTP first, then the transport: the consumers finish their batches and release their claims.
  isOpen('a request or the work of a consumer', () => app.close())
  await app.startAllMicroservices()
  // Before its first event: the rate of a counter needs a first value.
  for (const consumer of consumerNames()) metrics.handled(consumer, 0)
  await app.listen(configuration.PORT, configuration.HOST)
  inbound = openInbound(signed)
  isOpen('the reception of signed commands', async () => inbound?.stop())
  const url = await app.getUrl()
  log.info({ url }, 'listening')
  return url
}
