import { access, constants, stat, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import type { StoreServer } from '@case-timeline/event-store'
import pg from 'pg'
import { causeOf, type Client, connect, type Environment } from './client.ts'
import { Failure } from './failure.ts'
import { type FeedStatus, readFeed } from './feed.ts'
import { readParked } from './parked.ts'
import { type Choice, targetOf } from './profiles.ts'
import { PROMISED_NODE, promiseOf } from './promised-node.ts'
import { readViews } from './projections/views.ts'
import { readRunFile } from './run-file.ts'
import { type Screen, show } from './screen.ts'

/** The result of one check. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** How to correct the problem, where `state` is not ok. */
  readonly advice?: string | undefined
}

const ok = (what: string, found: string): Finding => ({ what, state: 'ok', found })
const warning = (what: string, found: string, advice: string): Finding => ({ what, state: 'warning', found, advice })
const failed = (what: string, found: string, advice: string): Finding => ({ what, state: 'failed', found, advice })

const MIN_FREE_GB = 1
const MAX_EVENTS_BEHIND = 10_000

/**
 * Checks the machine, the data and the running system, and prints the results with advice.
 * @throws Failure when a check failed, after all results are printed
 */
export const doctor = async (screen: Screen, dataDir: string, env: Environment, choice: Choice): Promise<void> => {
  const machine = [node(), await folder(dataDir), await database(dataDir, env), ...(await topics(env))]
  const findings = [...machine, ...(await system(dataDir, env, choice))]
  show(screen, { findings }, () => findings.map(findingText).join('\n'))
  const failures = findings.filter(({ state }) => state === 'failed')
  if (failures.length > 0) throw new Failure(`${failures.length} of ${findings.length} checks failed: follow the advice after each FAIL.`)
}

const findingText = ({ what, state, found, advice }: Finding): string =>
  `${{ ok: 'ok  ', warning: 'note', failed: 'FAIL' }[state]}  ${what.padEnd(18)}${found}${advice === undefined ? '' : `\n      ${''.padEnd(18)}-> ${advice}`}`

const node = (): Finding => {
  const { node: version } = process.versions
  const promised = PROMISED_NODE.join(', ')
  switch (promiseOf(version)) {
    case 'promised':
      return ok('Node.js', version)
    case 'unknown':
      return warning('Node.js', version, `this release was tested on ${promised} and later versions of these lines`)
    case 'refused':
      return failed('Node.js', version, `install ${promised}, or a later version of one of these lines: https://nodejs.org`)
  }
}

const folder = async (dataDir: string): Promise<Finding> => {
  const path = resolve(dataDir)
  if (!(await stat(path).catch(() => undefined))) return warning('data folder', `${path} does not exist yet`, 'npm start creates it')
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) return failed('data folder', `${path} cannot be written`, 'start as its owner, or choose another folder: --data DIR')
  const disk = await statfs(path)
  const freeGb = (disk.bavail * disk.bsize) / 1e9
  const found = `${path}, ${freeGb.toFixed(1)} GB free`
  return freeGb < MIN_FREE_GB
    ? failed('data folder', found, 'free disk space: PostgreSQL stops when the disk is full')
    : ok('data folder', found)
}

const database = async (dataDir: string, env: Environment): Promise<Finding> => {
  const url = env['DATABASE_URL']
  if (url === undefined) {
    const isSetUp = await stat(join(dataDir, 'postgres')).catch(() => undefined)
    return isSetUp ? ok('PostgreSQL', 'embedded, with its data in the data folder') : ok('PostgreSQL', 'embedded, not yet set up')
  }
  const { unverifiedIn } = await import('./verified-servers.ts')
  const unverified = unverifiedIn(env, 'DATABASE_URL', url)
  if (unverified !== undefined) return failed('PostgreSQL', 'DATABASE_URL is of another machine, which is not verified', unverified)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // Without a listener, a connection that is lost later would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; prepared: number }>(
      `select current_setting('server_version') as version, current_setting('max_prepared_transactions')::int as prepared`,
    )
    const [{ version, prepared } = { version: '', prepared: 0 }] = rows
    const found = `${version} at DATABASE_URL`
    return prepared === 0
      ? ok('PostgreSQL', found)
      : warning(
          'PostgreSQL',
          `${found}, with max_prepared_transactions = ${prepared}`,
          'set it to 0 and restart the server: a prepared transaction keeps locks of the event store that no session holds, and that nothing ends',
        )
  } catch (failure) {
    return failed('PostgreSQL', `DATABASE_URL: ${(failure as Error).message}`, 'check its host, port, user and password, or unset it')
  } finally {
    await client.end().catch(() => undefined)
  }
}

const topics = async (env: Environment): Promise<Finding[]> => {
  const url = env['EVENT_FEED_URL']
  if (!url?.startsWith('kafka:')) return []
  const { topicFindings } = await import('./feed-topics.ts')
  const findings = await topicFindings(url)
  if (findings.length === 0) return [ok('topics', 'all exist with the required settings')]
  const missing = findings.flatMap(({ problem, topic }) => (problem === 'missing' && topic !== undefined ? [topic] : []))
  return [
    ...(missing.length === 0 ? [] : [failed('topics', `missing: ${missing.join(', ')}`, 'create them: casectl topics')]),
    ...findings
      .filter(({ problem }) => problem !== 'missing')
      .map(({ level, topic, sentence }): Finding => ({
        what: topic === undefined ? 'Kafka' : 'topics',
        state: level === 'stops' ? 'failed' : 'warning',
        found: sentence,
      })),
  ]
}

const system = async (dataDir: string, env: Environment, choice: Choice): Promise<Finding[]> => {
  if (!(await targetOf(choice, env)) && !(await readRunFile(dataDir)))
    return [warning('system', 'does not run on this data folder', 'start it: npm start (or casectl up --data DIR)')]
  const client = await connect(dataDir, env, undefined, choice)
  const services = await Promise.all(
    SERVICES.filter((service) => client.urls[service] !== undefined).map((service) => health(service, client)),
  )
  return services.every(({ state }) => state === 'ok')
    ? [
        ...services,
        await query('event store', () => eventStore(client)),
        await query('feed', () => feed(client)),
        await query('events', () => readableEvents(client)),
        await query('projections', () => projections(client)),
        await query('parked cases', () => parked(client)),
      ]
    : services
}

const health = async (service: (typeof SERVICES)[number], client: Client): Promise<Finding> => {
  const url = client.urls[service] ?? ''
  try {
    const { status, text } = await client.reach(service, '/health/ready')
    if (status === 200) return ok(service, `ready at ${url}`)
    return failed(service, `${url} responds with ${status}: ${reasonIn(text)}`, 'read its log for the reason')
  } catch (failure) {
    return failed(service, `${url} does not respond (${causeOf(failure as Error)})`, 'start it, or correct its address')
  }
}

/** The sentences of a service that is not ready, from its problem document; of anything else, how it begins. */
export const reasonIn = (text: string): string => {
  try {
    const { detail, degradedReasons = [] } = JSON.parse(text) as { detail?: unknown; degradedReasons?: readonly string[] }
    if (typeof detail === 'string') return [detail, ...degradedReasons].join('; ')
  } catch {
    // A proxy answers in a language of its own.
  }
  return text.slice(0, 200)
}

/** A token of one sector has no access to the other services: that is a warning, not a failure. */
const query = async (what: string, request: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await request()
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return warning(what, `not checked: ${failure.message}`, 'set CASE_TIMELINE_URLS to one service, and use a token of its operator')
  }
}

const MAX_SECONDS_BEHIND = 60

const feed = async (client: Client): Promise<Finding> => {
  const services = await readFeed(client)
  const degradedReasons = [...new Set(services.flatMap((one) => one.degradedReasons))]
  if (degradedReasons.length > 0)
    return failed('feed', degradedReasons.join('; '), 'commands are accepted, views are stale; for details: casectl feed status')
  return lagFinding(services)
}

/** What the services say of how far their consumers are behind. */
export const lagFinding = (services: readonly Pick<FeedStatus, 'service' | 'feed' | 'relay' | 'consumers'>[]): Finding => {
  const lags = services.flatMap(({ service, relay, consumers }) =>
    [...(relay ? [relay] : []), ...consumers].map((lag) => ({ ...lag, service })),
  )
  const slow = lags.filter(({ behindSeconds = Infinity }) => behindSeconds > MAX_SECONDS_BEHIND)
  if (slow.length === 0)
    return ok('feed', `${services[0]?.feed ?? ''}: ${lags.length} consumers, none more than ${MAX_SECONDS_BEHIND} s behind`)
  const waiting = ({ behind, isLowerBound, parked }: (typeof slow)[number]) =>
    `${behind}${isLowerBound ? ' or more' : ''} events${parked > 0 ? ` and ${parked} of parked cases` : ''}`
  const age = ({ behindSeconds }: (typeof slow)[number]) =>
    behindSeconds === undefined ? 'unknown how long' : `${Math.round(behindSeconds)} s`
  const named = slow.map((one) => `${one.service} ${one.consumer} by ${waiting(one)}, ${age(one)}`).join(', ')
  const remedy = slow.every(({ behind, isLowerBound }) => behind === 0 && !isLowerBound)
    ? 'these events wait with parked cases: casectl parked list'
    : 'normal after an import: check again; if the lag does not shrink, read the log of the service'
  return warning('feed', `behind: ${named}`, remedy)
}

const eventStore = async (client: Client): Promise<Finding> => {
  const services = await readFeed(client)
  const [first, ...others] = services.flatMap(({ service, head, eventStore: store }) =>
    store ? [{ service, head, eventStore: store }] : [],
  )
  return first
    ? storeFinding([first, ...others])
    : warning(
        'event store',
        'no service says which it uses',
        'the server of the events does not say it, or these services are of an earlier release: read their logs',
      )
}

type StoreOfService = Pick<FeedStatus, 'service' | 'head'> & { readonly eventStore: StoreServer }

/** What the services say of the server that has their events. */
export const storeFinding = (services: readonly [StoreOfService, ...StoreOfService[]]): Finding => {
  const [first] = services
  const { product, address, nodes = [] } = first.eventStore
  const indexes = services.flatMap(({ service, eventStore: { indexedTo } }) => (indexedTo === undefined ? [] : [`${service} ${indexedTo}`]))
  const found = [
    `${product} at ${address}, the log ends at ${first.head}`,
    ...(nodes.length > 1 ? [nodes.map((one) => `${one.address} ${one.isAlive ? one.state : 'does not answer'}`).join(', ')] : []),
    ...(indexes.length > 0 ? [`index of cases read to: ${indexes.join(', ')}`] : []),
  ].join('; ')
  return nodes.every(({ isAlive }) => isAlive)
    ? ok('event store', found)
    : warning('event store', found, 'start the node that does not answer: the next loss may leave no majority')
}

/** Not only a notice: what cannot be read was not recorded by a service, or was changed in the database. */
const readableEvents = async (client: Client): Promise<Finding> => {
  const events = new Map((await readFeed(client)).flatMap(({ unreadable }) => unreadable.map((one) => [one.position, one.reason])))
  if (events.size === 0) return ok('events', 'none that a service could not read')
  const [[position, reason] = []] = events
  return failed(
    'events',
    `${events.size} cannot be read, the first at position ${position}: ${reason}`,
    'all readers pass over them; verify the log (casectl audit verify-log), and find out who may write to the event store',
  )
}

const projections = async (client: Client): Promise<Finding> => {
  const views = await readViews(client)
  const outdated = views.filter((view) => view.outdated).map((view) => `${view.service} ${view.name}`)
  if (outdated.length > 0)
    return warning(
      'projections',
      `computed with another policy: ${outdated.join(', ')}`,
      `casectl projections rebuild ${outdated[0] ?? ''}`,
    )
  const behind = views.filter(({ behind, isLowerBound }) => behind >= MAX_EVENTS_BEHIND || isLowerBound)
  if (behind.length === 0)
    return ok('projections', `${views.length} views, at most ${Math.max(0, ...views.map(({ behind }) => behind))} behind`)
  const named = behind.map((view) => `${view.service} ${view.name} by ${view.behind}${view.isLowerBound ? ' or more' : ''}`).join(', ')
  return warning(
    'projections',
    `behind: ${named}`,
    'normal after an import: check again; if the lag does not shrink, read the log of the service',
  )
}

const parked = async (client: Client): Promise<Finding> => {
  const waiting = await readParked(client)
  return waiting.length === 0
    ? ok('parked cases', 'none')
    : failed('parked cases', `${waiting.length}`, 'for the reasons: casectl parked list; then casectl parked retry')
}
