import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { developmentIssuer } from '@case-timeline/access'
import { type AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type Backing, type BackingName, startBacking } from './backing.ts'
import { startWithPostgres } from './with-postgres.ts'

const OWN_CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url))

/** Clients belong to several agencies, as they would. */
const AGENCIES_OF_A_SECTOR = 8

/** Requests of an agency in ten seconds: the default is less than one agency of a measurement sends. */
const MEASURED_QUOTA = '100000'

/** Who sends or reads, in which sector. */
export interface User {
  readonly sector: ServiceName
  readonly agencyId: AgencyId
  readonly role: string
  /** The service that is asked; absent: that of the sector. */
  readonly at?: ServiceName | undefined
}

/** Name and key of a deployment, as a stores file has them. */
export interface Deployment {
  readonly deployment: string
  readonly digestKey: string
}

interface StoresFile extends Deployment {
  readonly stores: Readonly<Record<ServiceName, string>>
}

/** A system that was started for a measurement, with nothing in its log. */
export interface MeasuredSystem {
  readonly pid: number
  /** Superuser's URL of its PostgreSQL, and the log file of that. */
  readonly databaseUrl: string
  readonly databaseLog: string
  /** URLs of the event store, each with the login of a service. */
  readonly storeUrls: Readonly<Record<ServiceName, string>>
  readonly deployment: Deployment
  /** An agency of a sector, by default of the police. @param client by number */
  agencyOf(client: number, sector?: ServiceName): AgencyId
  /** Sends a command of the police. @returns its position in the log. @throws if it was not recorded */
  send(agencyId: AgencyId, path: string, data: object): Promise<string>
  /** Sends a request to the service of a sector. @returns the body @throws if it was not answered with 200, 201 or 202 */
  post(sender: User, path: string, body: object): Promise<string>
  /** Reads from the service of a sector. @returns the body @throws if it was not answered with 200 */
  read(reader: User, path: string): Promise<string>
  /** Resolves when every view of every service shows a position. */
  settle(position: string): Promise<void>
  stop(): Promise<void>
}

interface RegisteredAgency {
  readonly agencyId: AgencyId
  readonly sector: ServiceName
  readonly roles: readonly string[]
}

type IssuerOf = (folder: string, environment: object) => ReturnType<typeof developmentIssuer>

/** The roles that may follow the events of a service. */
const FOLLOWERS = ['agency-system', 'auditor']

const readJson = async <T>(...path: string[]): Promise<T> => JSON.parse(await readFile(join(...path), 'utf8')) as T

const dataDirIn = (folder: string): string => join(folder, 'data')

/** Starts PostgreSQL, what else the system needs, and the compiled `casectl up` of a checkout on them. */
export const startMeasuredSystem = async (checkout?: string, on: BackingName = 'postgres'): Promise<MeasuredSystem> =>
  startSystemOn(await startBacking(on), checkout)

/** The same on what it needs else, which ends with it. */
export const startSystemOn = async (backing: Backing, checkout?: string): Promise<MeasuredSystem> => {
  try {
    const { stop, ...system } = await startOn(backing, checkout)
    return {
      ...system,
      stop: async () => {
        try {
          await stop()
        } finally {
          await backing.stop()
        }
      },
    }
  } catch (error) {
    await backing.stop()
    throw error
  }
}

const startOn = async ({ environment }: Backing, checkout = OWN_CHECKOUT): Promise<MeasuredSystem> => {
  const { pid, databaseUrl, databaseLog, folder, ready, stop } = await startWithPostgres({
    name: 'casectl up',
    args: (_, folder) => [join(checkout, 'services/casectl/dist/main.js'), 'up', '--data', dataDirIn(folder), '--port-base', '0', '--json'],
    env: (databaseUrl) => ({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', AGENCY_QUOTA: MEASURED_QUOTA, ...environment }),
  })
  const dataDir = dataDirIn(folder)
  const { urls } = JSON.parse(ready) as { urls: Readonly<Record<ServiceName, string>> }
  const { stores, ...deployment } = await readJson<StoresFile>(dataDir, 'stores.json')
  const { agencies } = await readJson<{ agencies: readonly RegisteredAgency[] }>(dataDir, 'keys', 'agency-keys.json')
  // A checkout signs as its own services verify; an older one asks for an environment.
  const access = (await import(join(checkout, 'libs/access/dist/index.js'))) as { developmentIssuer: IssuerOf }
  const issuer = await access.developmentIssuer(join(dataDir, 'keys'), {})
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (agencyId: AgencyId, sector: ServiceName, role: string): Promise<string> => {
    const key = `${agencyId} ${role}`
    const token = tokens.get(key) ?? issuer.tokenFor({ userId: 'm.santos', agencyId, sector, roles: [role] }, 86_400)
    tokens.set(key, token)
    return token
  }
  const registered = (sector: ServiceName): RegisteredAgency => {
    const agency = agencies.find((one) => one.sector === sector)
    if (!agency) throw new Error(`the system has no agency of ${sector}`)
    return agency
  }
  const post = async ({ sector, agencyId, role }: User, path: string, body: object): Promise<string> => {
    const answer = await fetch(urls[sector] + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(agencyId, sector, role)}` },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (![200, 201, 202].includes(answer.status)) throw new Error(`${path} was answered with ${answer.status}: ${text}`)
    return text
  }
  return {
    pid,
    databaseUrl,
    databaseLog,
    storeUrls: stores,
    deployment,
    agencyOf: (client, sector = 'investigation') => {
      const number = client % AGENCIES_OF_A_SECTOR
      const first = registered(sector).agencyId
      return number === 0 ? first : `${first}-${number}`
    },
    async read({ sector, agencyId, role, at = sector }, path) {
      const headers = { authorization: `Bearer ${await tokenOf(agencyId, sector, role)}` }
      const answer = await fetch(urls[at] + path, { headers })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${text}`)
      return text
    },
    post,
    async send(agencyId, path, data) {
      const text = await post({ sector: 'investigation', agencyId, role: 'lead-investigator' }, path, { data })
      return (JSON.parse(text) as { position: string }).position
    },
    async settle(position) {
      const reached = SERVICES.map(async (service) => {
        const { agencyId, roles } = registered(service)
        const authorization = `Bearer ${await tokenOf(agencyId, service, roles.find((role) => FOLLOWERS.includes(role)) ?? '')}`
        const ask = () =>
          fetch(`${urls[service]}/events?after=${position}&limit=1`, { headers: { authorization, 'min-position': position } })
        for (;;) {
          // A kept connection may end while the question is sent.
          const { status } = await ask().catch(ask)
          if (status === 200) return
          // Not reached in time.
          if (status !== 503 && status !== 504) throw new Error(`${service} answered ${status} to a query with min-position`)
        }
      })
      await Promise.all(reached)
    },
    stop,
  }
}
