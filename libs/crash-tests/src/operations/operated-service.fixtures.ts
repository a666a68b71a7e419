import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type Environment, prepareDevelopment } from '@case-timeline/service-kit'
import pg from 'pg'
import { loadBalancer } from '../restarts/load-balancer.fixtures.ts'
import { type Replica, startReplica } from '../restarts/replicas.fixtures.ts'
import { authority } from './certificates.fixtures.ts'
import { tlsFront } from './tls-front.fixtures.ts'

const RECEIVING = { prosecution: 'zz-prosecution', adjudication: 'zz-court', victimSupport: 'zz-support' }
const USER = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator'] } as const
const DAY_SECONDS = 86_400

/** The variables whose servers have a front. */
export type Server = 'EVENT_STORE_URL' | 'VIEWS_DATABASE_URL' | 'VAULT_URL'

/** What a cluster, Prometheus and a reader of the log see of a service: each as text, empty while nothing listens. */
export interface Signs {
  /** Status and answer of `/health/ready`. */
  readonly ready: string
  readonly metrics: string
  readonly log: string
}

/** An identity provider that has the keys of an issuer. */
const identityProvider = async (keysFile: string, certificate: ReturnType<ReturnType<typeof authority>['certify']>) => {
  const keys = await readFile(keysFile)
  const server = createServer(certificate, (_, answer) => void answer.writeHead(200, { connection: 'close' }).end(keys))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/**
 * A service with servers of its own, each of which can fail: TLS fronts of its databases, an identity provider, and a
 * clock. It is not started yet.
 */
export const operatedService = async (service: ServiceName = 'investigation', changes: Environment = {}) => {
  const certificates = authority()
  const valid = certificates.certify(new Date(Date.now() + 3_600_000))
  const expired = certificates.certify(new Date(Date.now() - 60_000))
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-operations-'))
  const [authorityFile, logFile, clockFile] = ['authority.pem', 'log', 'clock'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await Promise.all([writeFile(authorityFile, certificates.pem), writeFile(logFile, ''), writeFile(clockFile, '0')])
  const prefix = `operations_${process.pid}_${Date.now().toString(36)}_`
  const deployment = { deployment: 'zz-operations', jurisdiction: 'ZZ', receivingAgencies: RECEIVING }
  const { environments, issuer } = await prepareDevelopment({ adminUrl: database.url, folder, prefix, ...deployment })
  const token = await issuer.tokenFor({ ...USER, sector: service }, DAY_SECONDS)
  const front = () => tlsFront(database.url, authorityFile, valid)
  const fronts = { EVENT_STORE_URL: await front(), VIEWS_DATABASE_URL: await front(), VAULT_URL: await front() }
  const provider = await identityProvider(issuer.jwks.pathname, valid)
  const own = environments[service]
  const environment = {
    ...own,
    ...Object.fromEntries(Object.entries(fronts).map(([variable, one]) => [variable, one.through(own[variable])])),
    OIDC_JWKS: `https://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
    NODE_EXTRA_CA_CERTS: authorityFile,
    NODE_OPTIONS: `--import ${new URL(`../../dist/shifted-clock.js?file=${clockFile}`, import.meta.url).href}`,
    LOG_FILE: logFile,
    ...changes,
  }
  const balancer = await loadBalancer()
  let replica: Replica | undefined

  const at = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${balancer.port}${path}`, { headers })
      return { status: answer.status, text: await answer.text() }
    } catch {
      return { status: 0, text: '' }
    }
  }
  const seen = async (): Promise<Signs> => {
    const ready = await at('/health/ready')
    const log = await readFile(logFile, 'utf8')
    // Last: they follow what the others say.
    const metrics = await at('/metrics')
    return { ready: ready.status === 0 ? '' : `${ready.status} ${ready.text}`, metrics: metrics.text, log }
  }

  return {
    fronts,
    provider,
    certificates: { valid, expired },
    /** Starts it, and resolves when it is ready. */
    start: async (): Promise<void> => {
      replica = await startReplica(service, environment, balancer)
    },
    /** The status of an answer to a user. */
    userWithToken: async (): Promise<number> => (await at('/cases', { authorization: `Bearer ${token}` })).status,
    seen,
    /** Waits until readiness says it, and the log after a place in it, too. */
    until: async (ready: RegExp, logged: RegExp, after: number): Promise<Signs> => {
      for (let left = 600; left > 0; left--) {
        const now = await seen()
        if (ready.test(now.ready) && logged.test(now.log.slice(after))) return now
        await pause(100)
      }
      const now = await seen()
      throw new Error(`within a minute, readiness or the log did not say ${ready} and ${logged}: ${now.ready}\n${now.log.slice(after)}`)
    },
    /** Sets its clock ahead, or back, of that of its machine. */
    shiftClock: (ms: number): Promise<void> => writeFile(clockFile, String(ms)),
    /** Changes the password of its login in the database, and ends the login's sessions. @returns what puts it back */
    changePassword: async (server: Server): Promise<() => Promise<void>> => {
      const { username, password } = new URL(own[server] ?? '')
      const set = async (text: string): Promise<void> => {
        const admin = new pg.Client({ connectionString: database.url })
        await admin.connect()
        await admin.query(`alter role ${admin.escapeIdentifier(username)} password ${admin.escapeLiteral(text)}`)
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [username])
        await admin.end()
      }
      await set('another')
      return () => set(password)
    },
    close: async (): Promise<void> => {
      replica?.kill()
      await balancer.close()
      await Promise.all(Object.values(fronts).map((one) => one.close()))
      provider.close()
      await rm(folder, { recursive: true })
      await database.drop()
    },
  }
}
export type OperatedService = Awaited<ReturnType<typeof operatedService>>
