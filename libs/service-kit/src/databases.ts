import pg from 'pg'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { boundLogin, loginName, migrateEventStore } from '@case-timeline/event-store/drivers'
import { provideVault } from '@case-timeline/vault'

/** The database URLs of one service. */
export interface DatabaseUrls {
  readonly EVENT_STORE_URL: string
  readonly VIEWS_DATABASE_URL: string
  readonly VAULT_URL: string
}

const perService = <T>(of: (service: ServiceName) => T): Readonly<Record<ServiceName, T>> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Creates the databases of a deployment on one server: the event store, the vault, and one for each service's views
 * with a login that owns it and has no other access. Idempotent: existing databases are kept, and the logins get the
 * given passwords.
 * @param adminUrl a superuser's URL, to any database of the server
 * @param prefix prefix of the names of all databases and logins, so that several deployments can share a server
 * @param eventStoreUrl an event store on another server: then none is created
 */
export const provideDatabases = async (
  adminUrl: string,
  passwords: Readonly<Record<ServiceName, string>>,
  prefix = '',
  eventStoreUrl?: string,
): Promise<Readonly<Record<ServiceName, DatabaseUrls>>> => {
  await asAdmin(adminUrl, async (admin) => {
    for (const service of SERVICES) await createOwnedDatabase(admin, viewsDatabaseName(prefix, service), passwords[service])
  })
  for (const service of SERVICES) {
    const views = viewsDatabaseName(prefix, service)
    await asAdmin(databaseUrl(adminUrl, views), (admin) => boundLogin(admin, views))
  }
  const stores =
    eventStoreUrl === undefined ? await provideEventStore(adminUrl, passwords, `${prefix}events`) : perService(() => eventStoreUrl)
  const vaults = await provideVault(adminUrl, passwords, `${prefix}vault`)
  return perService((service) => {
    const views = viewsDatabaseName(prefix, service)
    const url = new URL(databaseUrl(adminUrl, views))
    url.username = views
    url.password = encodeURIComponent(passwords[service])
    return { EVENT_STORE_URL: stores[service], VIEWS_DATABASE_URL: url.href, VAULT_URL: vaults[service] }
  })
}

const provideEventStore = async (
  adminUrl: string,
  passwords: Readonly<Record<ServiceName, string>>,
  events: string,
): Promise<Readonly<Record<ServiceName, string>>> => {
  await asAdmin(adminUrl, (admin) => createDatabase(admin, events))
  const stores = await migrateEventStore(databaseUrl(adminUrl, events), { logins: passwords })
  await asAdmin(adminUrl, (admin) =>
    grantConnect(
      admin,
      events,
      SERVICES.map((service) => loginName(events, service)),
    ),
  )
  return stores
}

const viewsDatabaseName = (prefix: string, service: ServiceName): string => `${prefix}views_${snake(service)}`

const databaseUrl = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
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

const createOwnedDatabase = async (admin: pg.Client, name: string, password: string): Promise<void> => {
  const role = admin.escapeIdentifier(name)
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [name])
  await admin.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} login password ${admin.escapeLiteral(password)}`)
  await createDatabase(admin, name)
  await admin.query(`alter database ${role} owner to ${role}`)
}

const grantConnect = async (admin: pg.Client, database: string, logins: readonly string[]): Promise<void> => {
  const roles = logins.map((login) => admin.escapeIdentifier(login))
  await admin.query(`grant connect on database ${admin.escapeIdentifier(database)} to ${roles.join(', ')}`)
}
