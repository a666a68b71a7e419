import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type Environment, prepareDevelopment } from '@case-timeline/service-kit'
import pg from 'pg'
import type { User } from '../faults/case-commands.ts'
import { type LoadBalancer, loadBalancer } from './load-balancer.fixtures.ts'
import { type Replica, startReplica } from './replicas.fixtures.ts'
import type { Address } from './steady-load.ts'

const RECEIVING = { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' }
const OPERATING = { ...RECEIVING, investigation: 'ph-police', auditTrail: 'ph-audit' }

const forEachService = <T>(of: (service: ServiceName) => T): Record<ServiceName, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

/** The five services as processes, each behind a load balancer. */
export interface SeparateServices {
  addressOf(service: ServiceName): Address
  tokenFor(user: User): Promise<string>
  start(service: ServiceName): Promise<Replica>
  /** The URL of a database of the deployment, for the administrator. */
  urlOf(of: 'events' | ServiceName): string
  /** A connection to that database. */
  database(of: 'events' | ServiceName): Promise<pg.Client>
  /** Ends the processes that still run, and removes what they left. */
  remove(): Promise<void>
}

/** @param changes variables of every service, in addition to those of the deployment */
export const separateServices = async (adminUrl: string, changes: Environment): Promise<SeparateServices> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-restarts-'))
  const prefix = `restarts_${process.pid}_${Date.now().toString(36)}_`
  const { environments, issuer } = await prepareDevelopment({
    adminUrl,
    folder,
    prefix,
    deployment: 'restarts',
    jurisdiction: 'PH',
    receivingAgencies: RECEIVING,
    operatingAgencies: OPERATING,
  })
  const balancers = new Map<ServiceName, LoadBalancer>()
  for (const service of SERVICES) balancers.set(service, await loadBalancer())
  const balancerOf = (service: ServiceName): LoadBalancer => balancers.get(service)!
  const tokens = new Map<User, Promise<string>>()
  const replicas: Replica[] = []
  const clients: pg.Client[] = []
  const databases = {
    events: `${prefix}events`,
    ...forEachService((service) => new URL(environments[service].VIEWS_DATABASE_URL!).pathname.slice(1)),
  }
  const urlOf = (of: 'events' | ServiceName): string => new URL(`/${databases[of]}`, adminUrl).href
  return {
    urlOf,
    addressOf: (service) => ({ host: '127.0.0.1', port: balancerOf(service).port }),
    tokenFor: (user) => {
      const token = tokens.get(user) ?? issuer.tokenFor(user)
      tokens.set(user, token)
      return token
    },
    start: async (service) => {
      const replica = await startReplica(service, { ...environments[service], LOG_LEVEL: 'warn', ...changes }, balancerOf(service))
      replicas.push(replica)
      return replica
    },
    database: async (of) => {
      const client = new pg.Client({ connectionString: urlOf(of) })
      await client.connect()
      clients.push(client)
      return client
    },
    remove: async () => {
      for (const replica of replicas) replica.kill()
      await Promise.all(clients.map((client) => client.end()))
      await Promise.all([...balancers.values()].map((balancer) => balancer.close()))
      await rm(folder, { recursive: true })
    },
  }
}
