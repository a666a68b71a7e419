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
 * Creates a login, or changes its password.
 * @param admin a superuser's connection to any database of the server
 * @param password undefined: the login exists, and keeps its password
 * @throws LoginMissing if there is neither a login nor a password
 */
export const provideLogin = async (admin: pg.ClientBase, login: string, password: string | undefined): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [login])
  if (password !== undefined)
    await admin.query(
      `${rowCount === 0 ? 'create' : 'alter'} role ${admin.escapeIdentifier(login)} login password ${admin.escapeLiteral(password)}`,
    )
  else if (rowCount === 0) throw new LoginMissing(login)
}
