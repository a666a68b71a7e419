import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DevelopmentAgencies, developmentAgencies, type DevelopmentIssuer, developmentIssuer } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { Environment } from './configuration.ts'
import { PARTS, provideDatabases, serviceLogins, serviceUrl } from './databases.ts'

/** What a deployment on one machine is prepared from. */
export interface DevelopmentOptions {
  /** A superuser's URL of the PostgreSQL server for all databases. */
  readonly adminUrl: string
  /** Stores the keys that must survive a restart: the signing key, the digest key and those of the vault. */
  readonly folder: string
  readonly deployment: string
  readonly jurisdiction: string
  /** The agency that receives the handovers of other sectors, by service. */
  readonly receivingAgencies: Readonly<Partial<Record<ServiceName, string>>>
  /** The agencies whose operators may operate a service, by service. */
  readonly operatingAgencies?: Readonly<Partial<Record<ServiceName, string>>>
  /** Agencies whose systems may send commands as messages, by service. */
  readonly sendingAgencies?: Readonly<Partial<Record<ServiceName, readonly string[]>>>
  /** Prefix of the database names, so that several deployments can share a server. */
  readonly prefix?: string | undefined
  /** The event store of all services, if not that PostgreSQL: `esdb://…`. */
  readonly eventStoreUrl?: string | undefined
  /** The event feed (default `store:`). */
  readonly eventFeedUrl?: string | undefined
}

/** Everything that five services on one machine need to start, with an issuer of tokens for calling them. */
export interface Development {
  readonly environments: Readonly<Record<ServiceName, Environment>>
  readonly issuer: DevelopmentIssuer
  readonly agencies: DevelopmentAgencies
}

/**
 * Prepares a deployment on one PostgreSQL: databases, keys, and each service's environment (development mode, a free
 * port; variables can be added or overridden).
 */
export const prepareDevelopment = async (options: DevelopmentOptions): Promise<Development> => {
  const issuer = await developmentIssuer(options.folder)
  const agencies = await developmentAgencies(options.folder, sendingAgenciesIn(options))
  const digestKey = await keyFromFile(options.folder, 'digest-key')
  const vaultKeys = await Promise.all(SERVICES.map((service) => keyFromFile(options.folder, `vault-key-${service}`)))
  const { adminUrl, prefix = '', eventStoreUrl } = options
  const parts = PARTS.filter((part) => part !== 'events' || eventStoreUrl === undefined)
  const logins = serviceLogins(prefix, parts)
  const passwords = new Map(logins.map(({ login }) => [login, randomBytes(24).toString('hex')]))
  await provideDatabases({ adminUrl, prefix, parts, passwordOf: (login) => passwords.get(login) })
  const environments = SERVICES.map((service): [ServiceName, Environment] => [
    service,
    {
      EVENT_STORE_URL: eventStoreUrl,
      ...Object.fromEntries(
        logins
          .filter((one) => one.service === service)
          .map((one) => [one.variable, serviceUrl(adminUrl, one, passwords.get(one.login) ?? '')]),
      ),
      EVENT_FEED_URL: options.eventFeedUrl,
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: issuer.audience,
      OIDC_JWKS: issuer.jwks.href,
      HOST: '127.0.0.1',
      PORT: '0',
      DEPLOYMENT: options.deployment,
      DIGEST_KEY: digestKey,
      VAULT_KEYS: vaultKeys[SERVICES.indexOf(service)],
      JURISDICTION: options.jurisdiction,
      RECEIVING_AGENCY: options.receivingAgencies[service],
      OPERATING_AGENCIES: options.operatingAgencies?.[service],
      AGENCY_KEYS: agencies.keys.href,
      DEVELOPMENT_MODE: 'on',
    },
  ])
  return { issuer, agencies, environments: Object.fromEntries(environments) as Record<ServiceName, Environment> }
}

const sendingAgenciesIn = ({ sendingAgencies = {} }: DevelopmentOptions) =>
  SERVICES.flatMap((sector) => (sendingAgencies[sector] ?? []).map((agencyId) => ({ agencyId, sector })))

const keyFromFile = async (folder: string, name: string): Promise<string> => {
  const file = join(folder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // An existing key is kept, because data that was stored under it must stay readable.
  await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return (await readFile(file, 'utf8')).trim()
}
