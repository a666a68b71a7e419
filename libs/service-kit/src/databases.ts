import type pg from 'pg'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { boundLogin, connectAsAdmin, loginName, migrateEventStore, provideLogin } from '@case-timeline/event-store/postgres'
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
export const serviceUrl = (adminUrl: string, { database, login }: Pick<ServiceLogin, 'database' | 'login'>, password: string): string => {
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
  for (const part of parts) await PROVIDE[part](adminUrl, prefix, passwordOf)
}

type Passwords = ProvideOptions['passwordOf']

const passwordsOf = (part: Part, prefix: string, passwordOf: Passwords) =>
  Object.fromEntries(serviceLogins(prefix, [part]).map(({ service, login }) => [service, passwordOf(login)]))

const PROVIDE: Readonly<Record<Part, (adminUrl: string, prefix: string, passwordOf: Passwords) => Promise<unknown>>> = {
  async events(adminUrl, prefix, passwordOf) {
    const database = `${prefix}events`
    await withSession(adminUrl, (admin) => createDatabase(admin, database))
    await migrateEventStore(databaseUrl(adminUrl, database), { logins: passwordsOf('events', prefix, passwordOf) })
  },
  async views(adminUrl, prefix, passwordOf) {
    for (const { login } of serviceLogins(prefix, ['views'])) await provideViews(adminUrl, login, passwordOf(login))
  },
  vault: (adminUrl, prefix, passwordOf) => provideVault(adminUrl, passwordsOf('vault', prefix, passwordOf), `${prefix}vault`),
}

const provideViews = async (adminUrl: string, login: string, password: string | undefined): Promise<void> => {
  await withSession(adminUrl, async (admin) => {
    await provideLogin(admin, login, password)
    await createDatabase(admin, login)
    const name = admin.escapeIdentifier(login)
    await admin.query(`alter database ${name} owner to ${name}`)
    await boundLogin(admin, login, login)
  })
}

/** Connects as a superuser for the time of some work. @param url to a database that belongs to no service */
export const withSession = async <T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> => {
  const session = await connectAsAdmin(url)
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}

const createDatabase = async (admin: pg.Client, name: string): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(name)}`)
  await admin.query(`revoke all on database ${admin.escapeIdentifier(name)} from public`)
}
