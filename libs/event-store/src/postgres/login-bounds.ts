import type pg from 'pg'

/**
 * Bounds what one login of a service can use up in a database: its connections, so that a stolen login leaves the rest
 * of the server to the others, and how long its transactions may be idle. A login may lift the second bound for its own
 * sessions, not the first.
 * @param admin a superuser's connection to any database of the server: not to one that the login owns, which could make the
 * session run functions of its own
 * @param share of all connections of the server, which the login may hold
 */
export const boundLogin = async (admin: pg.Client, login: string, database: string, share = 0.2): Promise<void> => {
  const { rows } = await admin.query<{ most: number }>(`select current_setting('max_connections')::int as most`)
  const { most = 100 } = rows[0] ?? {}
  const role = admin.escapeIdentifier(login)
  const there = `alter role ${role} in database ${admin.escapeIdentifier(database)}`
  await admin.query(`alter role ${role} connection limit ${Math.max(10, Math.floor(most * share))}`)
  await admin.query(`${there} set idle_in_transaction_session_timeout = '30s'`)
  await admin.query(`${there} set statement_timeout = '60s'`)
  await admin.query(`alter role ${role} set temp_file_limit = '1GB'`)
}
