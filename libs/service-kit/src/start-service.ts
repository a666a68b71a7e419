import 'reflect-metadata'
import type { Type } from '@nestjs/common'
import { DiscoveryService, NestFactory } from '@nestjs/core'
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify'
import type { z } from 'zod'
import { caseGate, confidentiality, inProcess, refuseUndeclaredRoutes, tokenVerifier } from '@case-timeline/access'
import { type AgencyId, COMMAND_TYPES, type JurisdictionPolicy, type ServiceName } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { type Aggregate, type Desk, openEventStore } from '@case-timeline/event-store'
import { consumerNameOf, outdated, projection, type View } from '@case-timeline/projections'
import { openVault } from '@case-timeline/vault'
import { type Chore, doChores } from './chores.ts'
import { commandDesk } from './command-desk.ts'
import { type Configuration, configurationOf, type Environment } from './configuration.ts'
import { noting } from './feed-notices.ts'
import { FeedTransport } from './feed-transport.ts'
import { handoversOf } from './handover.ts'
import type { Inject } from './inbound/command-door.ts'
import { type Inbound, openInbound } from './inbound/open-inbound.ts'
import { receiverOf } from './receiver.ts'
import { httpAdapter } from './http.ts'
import { type Log, logOf, nestLog } from './log.ts'
import { consumerMeasures } from './measures.ts'
import { metrics as newMetrics } from './metrics.ts'
import { checkLaw, loadLaw } from './law.ts'
import { describeApi } from './openapi.ts'
import { readinessOf } from './readiness.ts'
import { operationsOf } from './operations.ts'
import { outboundOf } from './outbound.ts'
import { sealedMatters } from './sealed-matters.ts'
import { sealingDesk } from './sealing.ts'
import { type Parts, ServiceModule } from './service.module.ts'
import { openViewsDatabase, type ViewsDatabase } from './views-database.ts'
import { viewHandler } from './view-handler.ts'
import { viewsOf } from './views.ts'
import { openWayOfEvents, watchWayOfEvents } from './way-of-events.ts'

/** What makes one service of the house out of the parts that all share. */
export interface ServiceDescription extends Pick<ViewsDatabase, 'entities' | 'migrations'> {
  readonly name: ServiceName
  /** As people call it: the title of its API. */
  readonly title: string
  readonly environment: z.ZodType<Configuration>
  /** Declares the service's own controllers, those of its reactions among them. */
  readonly module: Type
  /** Those whose facts it records. */
  readonly aggregates: readonly Aggregate[]
  /** All rules of its domain: what a policy may set the level of. */
  readonly rules: readonly Rule[]
  readonly views: readonly View[]
  /** Views that also depend on the policy of the jurisdiction. */
  viewsUnder?(policy: JurisdictionPolicy, receivingAgency: AgencyId | undefined): readonly View[]
  /** What it does by itself from time to time. */
  readonly chores?: readonly Chore[]
  /** Whether it fills the topics of all services, where the feed has topics: it must see every event. */
  readonly relays?: boolean
}

export interface RunningService {
  /** Where it listens. */
  readonly url: string
  /** Drains: first HTTP, then the consumers, then the connections. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts one service: configuration, the policy of its jurisdiction, connections, migrations, consumers, then HTTP.
 * @throws ConfigurationError, UndeclaredRoute, or what kept a database from answering; then nothing is left open
 */
export const startService = async (description: ServiceDescription, env: Environment): Promise<RunningService> => {
  const { name } = description
  const configuration = configurationOf(name, description.environment, env)
  const opened: (() => Promise<void>)[] = []
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= closeInTurn(opened))
  try {
    const url = await open(description, configuration, opened, () => stopping !== undefined)
    return { url, stop }
  } catch (error) {
    // What went wrong at the start is what the caller needs to hear.
    await stop().catch(() => undefined)
    throw error
  }
}

/** Closes the last opened first. What cannot be closed does not keep the rest open; the first failure is thrown at the end. */
const closeInTurn = async (opened: readonly (() => Promise<void>)[]): Promise<void> => {
  const failures: unknown[] = []
  for (const close of opened.toReversed()) await close().catch((failure: unknown) => failures.push(failure))
  if (failures.length > 0) throw failures[0]
}

/** Opens one thing after the other and notes how each is closed. @returns where the service listens */
const open = async (
  description: ServiceDescription,
  configuration: Configuration,
  opened: (() => Promise<void>)[],
  isStopping: () => boolean,
): Promise<string> => {
  const { name, aggregates } = description
  const log = logOf(name, configuration)
  const metrics = newMetrics()
  const law = await loadLaw(configuration.JURISDICTION, configuration.POLICY_DIR)
  checkLaw(law, name, description.rules)
  const tokens = inProcess(await tokenVerifier(tokensAcceptedBy(configuration)))

  const store = openEventStore(configuration.EVENT_STORE_URL, name)
  opened.push(() => store.close())
  await store.lastPosition()
  const db = await openViewsDatabase({ ...description, name: `case-timeline ${name}`, url: configuration.VIEWS_DATABASE_URL })
  opened.push(() => db.destroy())

  const { DEPLOYMENT, DIGEST_KEY, JURISDICTION, RECEIVING_AGENCY } = configuration
  const vault = openVault({ url: configuration.VAULT_URL, service: name, keys: configuration.VAULT_KEYS })
  opened.push(() => vault.close())
  await vault.ping()

  const views = [...description.views, ...(description.viewsUnder?.(law.policy, RECEIVING_AGENCY) ?? [])]
  for (const { name: view } of await outdated(db, views))
    log.warn(
      { view },
      'its rows were made under another policy, and new ones are made under this: casectl projections rebuild makes all of them anew',
    )
  const desk: Desk = {
    store,
    deployment: DEPLOYMENT,
    digestKey: DIGEST_KEY,
    lawOf: (jurisdiction) => (jurisdiction === JURISDICTION ? law : undefined),
    now: () => new Date().toISOString(),
  }
  const cases = caseGate(store, RECEIVING_AGENCY === undefined ? undefined : { service: name, agencyId: RECEIVING_AGENCY })
  const orders = confidentiality(store)
  const self = { service: name, receivingAgency: RECEIVING_AGENCY }
  const receiver = receiverOf({ service: name, desk, cases, jurisdiction: JURISDICTION, receivingAgency: RECEIVING_AGENCY })
  const observe = noting(log, metrics)
  const events = await openWayOfEvents({ service: name, configuration, store, db, observe, relays: description.relays ?? false })
  opened.push(() => events.close())
  const transport = new FeedTransport({ feed: events.feed, db, observe })
  metrics.ask(events.measures)
  metrics.ask(() => consumerMeasures(db, store, transport.consumers))
  const viewHandlers = views.map((view) => viewHandler(projection(view, store)))
  const working = new AbortController()
  let inbound: Inbound | undefined = undefined
  const app = await appOf(description, httpAdapter(log, metrics, isStopping), log, viewHandlers, {
    self,
    store,
    db,
    tokens,
    metrics,
    law,
    outbound: outboundOf({ store, cases, confidentiality: orders, schemasUrl: configuration.SCHEMAS_URL }, working.signal),
    desk: commandDesk(desk, aggregates, JURISDICTION, { confidentiality: orders, cases }, sealingDesk(vault, DIGEST_KEY)),
    sealed: sealsSomething(aggregates) ? sealedMatters(self, store, vault, orders) : undefined,
    views: viewsOf(db, views.map(consumerNameOf)),
    cases,
    confidentiality: orders,
    readiness: readinessOf({ store, db, vault, events, commands: () => inbound?.hindrances() ?? [] }),
    operations: operationsOf({ store, db, views, events, consumers: transport.consumers, signal: working.signal }),
    handovers: handoversOf(receiver),
  })
  app.connectMicroservice({ strategy: transport })
  const household = { desk, db, vault, aggregates, jurisdiction: JURISDICTION, receivingAgency: RECEIVING_AGENCY, signal: working.signal }
  const chores = doChores([...(description.chores ?? []), watchWayOfEvents(events, log)], household, log)
  opened.push(async () => void (await chores))
  // Nest closes HTTP first, then the transport: the consumers finish their batches and let go.
  opened.push(() => app.close())
  opened.push(async () => working.abort())
  await app.startAllMicroservices()
  await app.listen(configuration.PORT, configuration.HOST)
  const inject: Inject = ({ headers, ...request }) => app.inject({ ...request, headers: { ...headers } })
  inbound = await openInbound({ service: name, configuration, tokens, inject, log, metrics })
  opened.push(async () => inbound?.stop())
  const url = await app.getUrl()
  log.info({ url }, 'listening')
  return url
}

const sealsSomething = (aggregates: readonly Aggregate[]): boolean =>
  aggregates.some(({ events }) => events.some(({ sealed }) => sealed !== undefined))

const tokensAcceptedBy = ({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS }: Configuration) => ({
  issuer: OIDC_ISSUER,
  audience: OIDC_AUDIENCE,
  jwks: OIDC_JWKS,
})

/** The service's HTTP side, not listening yet. */
const appOf = async (
  { name, title, module }: ServiceDescription,
  adapter: FastifyAdapter,
  log: Log,
  viewHandlers: readonly Type[],
  parts: Parts,
): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.around(module, viewHandlers, parts), adapter, {
    logger: nestLog(log),
    bodyParser: false,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error' },
  })
  const controllers = app.get(DiscoveryService).getControllers()
  refuseUndeclaredRoutes(controllers.flatMap(({ metatype }) => (metatype ? [metatype as Type] : [])))
  describeApi(
    app,
    title,
    [...COMMAND_TYPES.values()].filter(({ service }) => service === name),
  )
  return app
}
