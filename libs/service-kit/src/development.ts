import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DevelopmentAgencies, developmentAgencies, type DevelopmentIssuer, developmentIssuer } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { Environment } from './configuration.ts'
import { provideDatabases } from './databases.ts'

export interface DevelopmentOptions {
  /** Superuser's URL of the PostgreSQL that holds everything. */
  readonly adminUrl: string
  /** Keeps what must be the same after a restart: the signing key, the digest key and those of the vault. */
  readonly folder: string
  readonly deployment: string
  readonly jurisdiction: string
  /** The agency that receives what other sectors hand over, by service. */
  readonly receiving: Readonly<Partial<Record<ServiceName, string>>>
  /** Agencies whose systems may send commands as messages, by service. */
  readonly sending?: Readonly<Partial<Record<ServiceName, readonly string[]>>>
  /** Begins the names of the databases, so that several deployments share a server. */
  readonly prefix?: string | undefined
  /** The store that has the events of all services, where it is not that PostgreSQL: `esdb://…`. */
  readonly eventStoreUrl?: string | undefined
  /** What carries the events (default `store:`). */
  readonly eventFeedUrl?: string | undefined
  readonly NODE_ENV?: string | undefined
}

/** All that five services on one machine need to start, and somebody to be when calling them. */
export interface Development {
  readonly environments: Readonly<Record<ServiceName, Environment>>
  readonly issuer: DevelopmentIssuer
  readonly agencies: DevelopmentAgencies
}

/**
 * Prepares a deployment on one PostgreSQL: databases, keys, and each service's environment (a free port; add or override what you like).
 * @throws with NODE_ENV=production
 */
export const development = async (options: DevelopmentOptions): Promise<Development> => {
  const issuer = await developmentIssuer(options.folder, options)
  const agencies = await developmentAgencies(options.folder, sendersIn(options), options)
  const digestKey = await keyIn(options.folder, 'digest-key')
  const vaultKeys = await Promise.all(SERVICES.map((service) => keyIn(options.folder, `vault-key-${service}`)))
  const passwords = Object.fromEntries(SERVICES.map((service) => [service, randomBytes(24).toString('hex')])) as Record<ServiceName, string>
  const databases = await provideDatabases(options.adminUrl, passwords, options.prefix, options.eventStoreUrl)
  const environments = SERVICES.map((service): [ServiceName, Environment] => [
    service,
    {
      ...databases[service],
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
      RECEIVING_AGENCY: options.receiving[service],
      AGENCY_KEYS: agencies.keys.href,
      NODE_ENV: options.NODE_ENV,
    },
  ])
  return { issuer, agencies, environments: Object.fromEntries(environments) as Record<ServiceName, Environment> }
}

const sendersIn = ({ sending = {} }: DevelopmentOptions) =>
  SERVICES.flatMap((sector) => (sending[sector] ?? []).map((agencyId) => ({ agencyId, sector })))

const keyIn = async (folder: string, name: string): Promise<string> => {
  const file = join(folder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return (await readFile(file, 'utf8')).trim()
}
