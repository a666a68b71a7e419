import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import type pg from 'pg'

/** A login that should keep its password does not exist. */
export class LoginMissing extends Error {
  override readonly name = 'LoginMissing'
  readonly login: string

  constructor(login: string) {
    super(`the login ${login} does not exist`)
    this.login = login
  }
}

/**
 * Creates a login, or changes its password. The server receives only what it stores to check the password (RFC 5802):
 * PostgreSQL may write the text of a statement to its log, to pg_stat_activity and to pg_stat_statements.
 * @param admin a superuser's connection to any database of the server
 * @param password of ASCII; undefined: the login exists, and keeps its password
 * @throws LoginMissing if there is neither a login nor a password
 */
export const provideLogin = async (admin: pg.ClientBase, login: string, password: string | undefined): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [login])
  if (password !== undefined)
    await admin.query(
      `${rowCount === 0 ? 'create' : 'alter'} role ${admin.escapeIdentifier(login)} login password ${admin.escapeLiteral(scramVerifier(password))}`,
    )
  else if (rowCount === 0) throw new LoginMissing(login)
}

const ITERATIONS = 4_096

const scramVerifier = (password: string): string => {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const keyFor = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = createHash('sha256').update(keyFor('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${keyFor('Server Key').toString('base64')}`
}
