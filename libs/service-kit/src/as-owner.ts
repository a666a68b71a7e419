import { createHash, randomBytes } from 'node:crypto'
import { LoginMissing, provideLogin } from '@case-timeline/event-store/postgres'
import { type ServiceLogin, serviceUrl, withSession } from './databases.ts'

/**
 * Runs work in a database that belongs to a service, with the rights of the service's login and no others. What is
 * created belongs to the service, as if it had created it at its start.
 *
 * The service may replace each table and function there. In a session of a superuser, also under `set role`, such a
 * function could take the superuser's rights back. So the session has a login of its own, which exists for this work.
 * @param adminUrl of a superuser, to a database that belongs to no service
 * @param work receives the URL of that login
 * @throws LoginMissing if the service's login does not exist
 */
export const asOwner = async <T>(
  adminUrl: string,
  { database, login }: Pick<ServiceLogin, 'database' | 'login'>,
  work: (url: string) => Promise<T>,
): Promise<T> => {
  const own = `casectl_${createHash('sha256').update(database).digest('hex').slice(0, 16)}`
  const password = randomBytes(24).toString('hex')
  await withSession(adminUrl, async (admin) => {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [login])
    if (rowCount === 0) throw new LoginMissing(login)
    // A run that was killed leaves it behind, without a password that anybody knows.
    await admin.query(`drop role if exists ${own}`)
    await provideLogin(admin, own, password)
    await admin.query(`grant ${admin.escapeIdentifier(login)} to ${own}`)
  })
  try {
    const url = new URL(serviceUrl(adminUrl, { database, login: own }, password))
    url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c role=${login}`.trimStart())
    return await work(url.href)
  } finally {
    await withSession(adminUrl, (admin) => admin.query(`drop role if exists ${own}`))
  }
}
