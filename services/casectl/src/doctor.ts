import { access, constants, stat, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import pg from 'pg'
import { causeOf, type Client, connect, type Environment } from './client.ts'
import { Failure } from './failure.ts'
import { readFeed } from './feed.ts'
import { topicFindings } from './feed-topics.ts'
import { readParked } from './parked.ts'
import { readViews } from './projections.ts'
import { readRunFile } from './run-file.ts'
import { type Screen, show } from './screen.ts'

/** One thing that was looked at; `advice` says what to do when it is not well. */
export interface Finding {
  readonly what: string
  readonly state: 'well' | 'warning' | 'ill'
  readonly found: string
  readonly advice?: string | undefined
}

const well = (what: string, found: string): Finding => ({ what, state: 'well', found })
const warning = (what: string, found: string, advice: string): Finding => ({ what, state: 'warning', found, advice })
const ill = (what: string, found: string, advice: string): Finding => ({ what, state: 'ill', found, advice })

const MIN_NODE = [20, 19] as const
const MIN_FREE_GB = 1
const MUCH_BEHIND = 10_000

/**
 * Looks at the machine, the data and the running system, and says what to do.
 * @throws Failure when something is ill, after all has been shown
 */
export const doctor = async (screen: Screen, dataDir: string, env: Environment): Promise<void> => {
  const findings = [node(), await folder(dataDir), await database(dataDir, env), ...(await topics(env)), ...(await system(dataDir, env))]
  show(screen, { findings }, () => findings.map(inWords).join('\n'))
  const sick = findings.filter(({ state }) => state === 'ill')
  if (sick.length > 0) throw new Failure(`${sick.length} of ${findings.length} need attention.`)
}

const inWords = ({ what, state, found, advice }: Finding): string =>
  `${{ well: 'ok  ', warning: 'note', ill: 'FAIL' }[state]}  ${what.padEnd(18)}${found}${advice === undefined ? '' : `\n      ${''.padEnd(18)}-> ${advice}`}`

const node = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
  return enough
    ? well('Node.js', process.versions.node)
    : ill('Node.js', process.versions.node, `install ${MIN_NODE.join('.')} or newer: https://nodejs.org`)
}

const folder = async (dataDir: string): Promise<Finding> => {
  const path = resolve(dataDir)
  if (!(await stat(path).catch(() => undefined))) return warning('data folder', `${path} is not there yet`, 'npm start makes it')
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) return ill('data folder', `${path} cannot be written`, 'start as its owner, or name another: --data DIR')
  const disk = await statfs(path)
  const freeGb = (disk.bavail * disk.bsize) / 1e9
  const found = `${path}, ${freeGb.toFixed(1)} GB free`
  return freeGb < MIN_FREE_GB ? ill('data folder', found, 'make room: PostgreSQL stops when the disk is full') : well('data folder', found)
}

const database = async (dataDir: string, env: Environment): Promise<Finding> => {
  const url = env['DATABASE_URL']
  if (url === undefined) {
    const made = await stat(join(dataDir, 'postgres')).catch(() => undefined)
    return made ? well('PostgreSQL', 'embedded, its data is in the folder') : well('PostgreSQL', 'embedded, not yet set up')
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return well('PostgreSQL', `${rows[0]?.server_version} at DATABASE_URL`)
  } catch (failure) {
    return ill('PostgreSQL', `DATABASE_URL: ${(failure as Error).message}`, 'check its host, port, user and password, or unset it')
  } finally {
    await client.end().catch(() => undefined)
  }
}

const topics = async (env: Environment): Promise<Finding[]> => {
  const findings = await topicFindings(env)
  if (!findings) return []
  if (findings.length === 0) return [well('topics', 'all there, and set as they should be')]
  const missing = findings.flatMap(({ problem, topic }) => (problem === 'missing' && topic !== undefined ? [topic] : []))
  return [
    ...(missing.length === 0 ? [] : [ill('topics', `not there: ${missing.join(', ')}`, 'casectl feed prepare makes them')]),
    ...findings
      .filter(({ problem }) => problem !== 'missing')
      .map(({ level, topic, sentence }): Finding => ({
        what: topic === undefined ? 'Kafka' : 'topics',
        state: level === 'stops' ? 'ill' : 'warning',
        found: sentence,
      })),
  ]
}

const system = async (dataDir: string, env: Environment): Promise<Finding[]> => {
  if (env['CASE_TIMELINE_URLS'] === undefined && !(await readRunFile(dataDir)))
    return [warning('system', 'nothing runs on this data', 'npm start (or casectl up --data DIR)')]
  const client = await connect(dataDir, env)
  const services = await Promise.all(SERVICES.filter((one) => client.urls[one] !== undefined).map((one) => health(one, client)))
  return services.every(({ state }) => state === 'well')
    ? [
        ...services,
        await asked('feed', () => feed(client)),
        await asked('projections', () => projections(client)),
        await asked('parked cases', () => parked(client)),
      ]
    : services
}

const health = async (service: (typeof SERVICES)[number], client: Client): Promise<Finding> => {
  const url = client.urls[service] ?? ''
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    if (answer.ok) return well(service, `ready at ${url}`)
    return ill(
      service,
      `${url} answers ${answer.status}: ${(await answer.text()).slice(0, 200)}`,
      'read its log: what it waits for stands there',
    )
  } catch (failure) {
    return ill(service, `${url} does not answer (${causeOf(failure as Error)})`, 'start it, or correct its address')
  }
}

/** A token of one sector may not ask the others: that is no illness. */
const asked = async (what: string, ask: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await ask()
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return warning(what, `not asked: ${failure.message}`, 'name one service in CASE_TIMELINE_URLS, and use a token of its operator')
  }
}

const SLOW_SECONDS = 60

const feed = async (client: Client): Promise<Finding> => {
  const services = await readFeed(client)
  const hindrances = [...new Set(services.flatMap((one) => one.hindrances))]
  if (hindrances.length > 0) return ill('feed', hindrances.join('; '), 'commands are taken meanwhile, and views wait: casectl feed status')
  const lags = services.flatMap(({ service, relay, consumers }) =>
    [...(relay ? [relay] : []), ...consumers].map((lag) => ({ ...lag, service })),
  )
  const slow = lags.filter(({ behindSeconds }) => behindSeconds > SLOW_SECONDS)
  if (slow.length === 0)
    return well('feed', `${services[0]?.feed ?? ''}: ${lags.length} consumers, none more than ${SLOW_SECONDS} s behind`)
  const named = slow.map((one) => `${one.service} ${one.consumer} by ${one.behind} events, ${Math.round(one.behindSeconds)} s`).join(', ')
  return warning('feed', `behind: ${named}`, 'after an import this is normal: look again; when it does not shrink, read the log')
}

const projections = async (client: Client): Promise<Finding> => {
  const views = await readViews(client)
  const outdated = views.filter((view) => view.outdated).map((view) => `${view.service} ${view.name}`)
  if (outdated.length > 0)
    return warning('projections', `made under another policy: ${outdated.join(', ')}`, `casectl projections rebuild ${outdated[0] ?? ''}`)
  const behind = views.filter(({ behind }) => behind >= MUCH_BEHIND)
  if (behind.length === 0)
    return well('projections', `${views.length} views, at most ${Math.max(0, ...views.map(({ behind }) => behind))} behind`)
  const named = behind.map((view) => `${view.service} ${view.name} by ${view.behind}`).join(', ')
  return warning('projections', `behind: ${named}`, 'after an import this is normal: look again; when it does not shrink, read the log')
}

const parked = async (client: Client): Promise<Finding> => {
  const waiting = await readParked(client)
  return waiting.length === 0
    ? well('parked cases', 'none')
    : ill('parked cases', `${waiting.length}`, 'casectl parked list says why; then casectl parked retry')
}
