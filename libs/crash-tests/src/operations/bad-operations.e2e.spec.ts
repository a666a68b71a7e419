import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { type Development, prepareDevelopment } from '@case-timeline/service-kit'
import { type LoadBalancer, loadBalancer } from '../restarts/load-balancer.fixtures.ts'
import { type Replica, startReplica } from '../restarts/replicas.fixtures.ts'
import { type Authority, authority, type Certificate } from './certificates.fixtures.ts'
import { alertRules, metricsIn } from './monitoring.fixtures.ts'
import { type TlsFront, tlsFront } from './tls-front.fixtures.ts'

jest.setTimeout(300_000)

const RECEIVING = { prosecution: 'zz-prosecution', adjudication: 'zz-court', victimSupport: 'zz-support' }
const USER = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator'] } as const

let certificates: Authority
let valid: Certificate
let expired: Certificate
let database: TestDatabase
let folder: string
let development: Development
let identityProvider: Server
/** What stands before the server, for each variable. */
let fronts: Readonly<Record<'EVENT_STORE_URL' | 'VIEWS_DATABASE_URL' | 'VAULT_URL', TlsFront>>
let balancer: LoadBalancer
let replica: Replica
let token: string

beforeAll(async () => {
  certificates = authority()
  valid = certificates.certify(new Date(Date.now() + 3_600_000))
  expired = certificates.certify(new Date(Date.now() - 60_000))
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-operations-'))
  const authorityFile = join(folder, 'authority.pem')
  await writeFile(authorityFile, certificates.pem)
  const prefix = `operations_${process.pid}_${Date.now().toString(36)}_`
  const deployment = { deployment: 'zz-operations', jurisdiction: 'ZZ', receivingAgencies: RECEIVING }
  development = await prepareDevelopment({ adminUrl: database.url, folder, prefix, ...deployment })
  token = await development.issuer.tokenFor(USER)
  const front = () => tlsFront(database.url, authorityFile, valid)
  fronts = { EVENT_STORE_URL: await front(), VIEWS_DATABASE_URL: await front(), VAULT_URL: await front() }
  const keys = await readFile(development.issuer.jwks)
  identityProvider = createServer(expired, (_, answer) => void answer.writeHead(200, { connection: 'close' }).end(keys)).listen(
    0,
    '127.0.0.1',
  )
  await once(identityProvider, 'listening')
  const environment = development.environments.investigation
  const through = Object.fromEntries(Object.entries(fronts).map(([variable, one]) => [variable, one.through(environment[variable])]))
  balancer = await loadBalancer()
  const changes = {
    OIDC_JWKS: `https://127.0.0.1:${(identityProvider.address() as AddressInfo).port}/keys`,
    NODE_EXTRA_CA_CERTS: authorityFile,
    LOG_FILE: join(folder, 'log'),
  }
  replica = await startReplica('investigation', { ...environment, ...through, ...changes }, balancer)
})
afterAll(async () => {
  replica.kill()
  await balancer.close()
  await Promise.all(Object.values(fronts).map((front) => front.close()))
  identityProvider.close()
  await rm(folder, { recursive: true })
  await database.drop()
})

const at = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(`http://127.0.0.1:${balancer.port}${path}`, { headers })
  return { status: answer.status, text: await answer.text() }
}
const callerWithToken = async () => (await at('/cases', { authorization: `Bearer ${token}` })).status

/** What a cluster, Prometheus and a reader of the log see of the service: each as text. */
const seen = async () => {
  const ready = await at('/health/ready')
  const log = await readFile(join(folder, 'log'), 'utf8')
  // Last: they follow what the others say.
  const metrics = await at('/metrics')
  return { ready: `${ready.status} ${ready.text}`, metrics: metrics.text, log }
}

/** Waits until readiness says it, and the log after a place in it, too. */
const until = async (ready: RegExp, logged: RegExp, after: number) => {
  for (let left = 600; left > 0; left--) {
    const now = await seen()
    if (ready.test(now.ready) && logged.test(now.log.slice(after))) return now
    await pause(100)
  }
  const now = await seen()
  throw new Error(`within a minute, readiness or the log did not say ${ready} and ${logged}: ${now.ready}\n${now.log.slice(after)}`)
}

interface Fault {
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
  /** Status and answer of `/health/ready` while it lasts. */
  readonly ready: RegExp
  /** The metric of it, with its values while it lasts and afterwards, and the alert that reads it. */
  readonly metric: { readonly name: string; readonly during: number; readonly after: number }
  readonly alert: string
  /** What is logged when it begins. */
  readonly logged: RegExp
}

const NOT_READY = { metric: { name: 'case_timeline_ready', during: 0, after: 1 }, alert: 'ServiceNotReady' }
const DEGRADED = { metric: { name: 'case_timeline_degraded', during: 1, after: 0 }, alert: 'ServiceDegraded' }

const FAULTS: readonly (readonly [string, Fault])[] = [
  [
    'the certificate of the identity provider has expired',
    {
      begin: async () => expect(await callerWithToken()).toBe(503),
      end: async () => {
        identityProvider.setSecureContext(valid)
        expect(await callerWithToken()).toBe(200)
      },
      ready: /^200 .*"degraded".*keys cannot be read.*certificate is valid/,
      logged: /"degradedReason":"[^"]*keys cannot be read/,
      ...DEGRADED,
    },
  ],
  [
    'the event store is down',
    {
      begin: () => fronts.EVENT_STORE_URL.cut(),
      end: () => fronts.EVENT_STORE_URL.restore(),
      ready: /^503 .*cannot reach: the event store"/,
      logged: /"missing":"the event store","msg":"not ready/,
      ...NOT_READY,
    },
  ],
  [
    'the certificate of the event store’s server has expired',
    {
      begin: () => Promise.resolve(fronts.EVENT_STORE_URL.present(expired)),
      end: () => Promise.resolve(fronts.EVENT_STORE_URL.present(valid)),
      ready: /^503 .*cannot reach: the event store"/,
      logged: /"missing":"the event store","msg":"not ready/,
      ...NOT_READY,
    },
  ],
  [
    'the database of the views is down',
    {
      begin: () => fronts.VIEWS_DATABASE_URL.cut(),
      end: () => fronts.VIEWS_DATABASE_URL.restore(),
      ready: /^503 .*the views’ database"/,
      logged: /"missing":"the views’ database","msg":"not ready/,
      ...NOT_READY,
    },
  ],
  [
    'the vault is down',
    {
      begin: () => fronts.VAULT_URL.cut(),
      end: () => fronts.VAULT_URL.restore(),
      ready: /^200 .*"degraded".*the vault cannot be reached/,
      logged: /"degradedReason":"the vault cannot be reached/,
      ...DEGRADED,
    },
  ],
]

const ENDED = /"msg":"(reached again|no longer degraded for this reason)"/

describe.each(FAULTS)('while %s', (_, { begin, end, ready, metric, alert, logged }) => {
  it('readiness, a metric with an alert, and the log say so; afterwards the service recovers by itself', async () => {
    const before = (await until(/^200 .*"ok"/, /^/, 0)).log.length
    await begin()
    const during = await until(ready, logged, before)
    expect(during.metrics).toMatch(new RegExp(`^${metric.name}(\\{[^}]*\\})? ${metric.during}$`, 'm'))
    expect(metricsIn(alertRules().find((rule) => rule.alert === alert)?.expr ?? '')).toEqual([metric.name])
    await end()
    const after = await until(/^200 .*"ok"/, ENDED, during.log.length)
    expect(after.metrics).toMatch(new RegExp(`^${metric.name}(\\{[^}]*\\})? ${metric.after}$`, 'm'))
    expect(await callerWithToken()).toBe(200)
  })
})
