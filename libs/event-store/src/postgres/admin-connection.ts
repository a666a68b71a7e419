import pg from 'pg'

/**
 * Opens a superuser's connection. The caller ends it.
 *
 * A service's login may create functions in some schemas of some databases. On this connection a name without a schema
 * is one of PostgreSQL, so that none of those functions runs with the rights of the superuser.
 */
export const connectAsAdmin = async (url: string): Promise<pg.Client> => {
  const admin = new pg.Client({ connectionString: url })
  // Without a listener, a lost connection would end the process; the next query reports it.
  admin.on('error', () => undefined)
  await admin.connect()
  await admin.query('set search_path = pg_catalog')
  return admin
}
