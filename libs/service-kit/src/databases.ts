import pg from 'pg'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { boundLogin, loginName, migrateEventStore, provideLogin } from '@case-timeline/event-store/drivers'
import { provideVault } from '@case-timeline/vault'

/** The database URLs of one service. */
export interface DatabaseUrls {
  readonly EVENT_STORE_URL: string
  readonly VIEWS_DATABASE_URL: string
  readonly VAULT_URL: string
}

/** The parts of a deployment that are databases: the events, the views (one database for each service), the vault. */
export const PARTS = ['events', 'views', 'vault'] as const
export type Part = (typeof PARTS)[number]

const VARIABLES = { events: 'EVENT_STORE_URL', views: 'VIEWS_DATABASE_URL', vault: 'VAULT_URL' } as const

/** One login of one service, with the database that it uses and the variable of the service that has its URL. */
export interface ServiceLogin {
  readonly service: ServiceName
  readonly part: Part
  readonly login: string
  readonly database: string
  readonly variable: keyof DatabaseUrls
}

/**
 * The logins of the services in a deployment.
 * @param prefix prefix of the names of all databases and logins, so that several deployments can share a server
 * @throws RangeError for a prefix with which names would be longer than PostgreSQL allows
 */
export const serviceLogins = (prefix: string, parts: readonly Part[] = PARTS): readonly ServiceLogin[] =>
  parts.flatMap((part) =>
    SERVICES.map((service) => {
      const login = loginName(`${prefix}${part}`, service)
      return { service, part, login, database: part === 'views' ? login : `${prefix}${part}`, variable: VARIABLES[part] }
    }),
  )

/** The URL of a database of the server, with the user of the URL that is given. */
export const databaseUrl = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}

/** The URL with which a service uses one of its logins. */
export const serviceUrl = (adminUrl: string, { database, login }: ServiceLogin, password: string): string => {
  const url = new URL(databaseUrl(adminUrl, database))
  url.username = encodeURIComponent(login)
  url.password = encodeURIComponent(password)
  return url.href
}

export interface ProvideOptions {
  /** A superuser's URL, to any database of the server. */
  readonly adminUrl: string
  readonly prefix?: string | undefined
  /** Default: all. Events that are kept in an EventStoreDB, or a vault on a server of its own, are no part of this one. */
  readonly parts?: readonly Part[] | undefined
  /** The password of a login; undefined: it exists already, and keeps its password. */
  readonly passwordOf: (login: string) => string | undefined
}

/**
 * Creates the databases of a deployment on one server: the event store, the vault, and one for each service's views
 * with a login that owns it and has no other access. Idempotent: existing databases and their content are kept.
 * @throws WrongDeployment if a newer release has changed the event store or the vault
 */
export const provideDatabases = async ({ adminUrl, prefix = '', parts = PARTS, passwordOf }: ProvideOptions): Promise<void> => {
  const passwords = (part: Part) =>
    Object.fromEntries(serviceLogins(prefix, [part]).map(({ service, login }) => [service, passwordOf(login)]))
  for (const part of parts)
    if (part === 'views') for (const { login } of serviceLogins(prefix, [part])) await provideViews(adminUrl, login, passwordOf(login))
    else if (part === 'vault') await provideVault(adminUrl, passwords(part), `${prefix}${part}`)
    else {
      await asAdmin(adminUrl, (admin) => createDatabase(admin, `${prefix}${part}`))
      await migrateEventStore(databaseUrl(adminUrl, `${prefix}${part}`), { logins: passwords(part) })
    }
}

const provideViews = async (adminUrl: string, login: string, password: string | undefined): Promise<void> => {
  await asAdmin(adminUrl, async (admin) => {
    await provideLogin(admin, login, password)
    await createDatabase(admin, login)
    const name = admin.escapeIdentifier(login)
    await admin.query(`alter database ${name} owner to ${name}`)
  })
  await asAdmin(databaseUrl(adminUrl, login), (admin) => boundLogin(admin, login))
}

const asAdmin = async (adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> => {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

const createDatabase = async (admin: pg.Client, name: string): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(name)}`)
  await admin.query(`revoke all on database ${admin.escapeIdentifier(name)} from public`)
}
