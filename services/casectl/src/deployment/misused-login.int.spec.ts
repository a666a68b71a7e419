import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { LOCK_KEY } from './admin-session.ts'
import { casectl, queried, type TestDeployment, testDeployment } from './deployment.fixtures.ts'

jest.setTimeout(120_000)

let deployment: TestDeployment
let urls: Readonly<Record<ServiceName, Readonly<Record<string, string>>>>
beforeEach(async () => {
  deployment = await testDeployment()
  const { out } = await run('provide', '--json')
  urls = (JSON.parse(out) as { services: typeof urls }).services
  await run('migrate')
})
afterEach(() => deployment.remove())

const run = (command: string, ...more: readonly string[]) =>
  casectl({ ADMIN_URL: deployment.adminUrl }, command, '--prefix', deployment.prefix, ...more)

const superusers = async (): Promise<readonly string[]> =>
  (
    await deployment.query<{ name: string }>(
      'postgres',
      `select rolname as name from pg_roles where rolsuper and starts_with(rolname, '${deployment.prefix}')`,
    )
  ).map(({ name }) => name)

const remaining = async (): Promise<readonly string[]> =>
  (await deployment.query<{ name: string }>('postgres', `select rolname as name from pg_roles where rolname ~ '^casectl_'`)).map(
    ({ name }) => name,
  )

/** The body of a function that makes a login a superuser, if its caller may become one. */
const seizes = (login: string, answer: string): string => `language plpgsql as $$ begin
  begin
    execute 'set local role none';
    execute 'alter role ${login} superuser';
  exception when insufficient_privilege then null;
  end;
  return ${answer};
end $$`

describe('A stolen login of a service gains no right of the superuser', () => {
  it('by a function in the table that migrate reads, and migrate leaves no login of its own', async () => {
    const login = `${deployment.prefix}views_prosecution`
    const url = urls.prosecution['VIEWS_DATABASE_URL']!
    await queried(url, 'alter table migrations rename to applied')
    await queried(url, `create function seize() returns boolean ${seizes(login, 'true')}`)
    await queried(url, 'create view migrations as select * from applied where seize()')
    await run('migrate')
    expect({ superusers: await superusers(), remaining: await remaining() }).toEqual({ superusers: [], remaining: [] })
  })

  it('by a function that the search path of its own database has instead of one of PostgreSQL', async () => {
    for (const service of SERVICES) {
      const url = urls[service]['VIEWS_DATABASE_URL']!
      const login = new URL(url).username
      await queried(url, 'create schema own')
      await queried(url, `create function own.current_setting(text) returns text ${seizes(login, 'pg_catalog.current_setting($1)')}`)
      await queried(url, `alter database ${login} set search_path = own, pg_catalog, public`)
    }
    expect(await run('provide', '--reset-passwords')).toMatchObject({ code: 0 })
    expect(await superusers()).toEqual([])
  })

  it('by a function in a schema that every login may write to, as where a server was upgraded from PostgreSQL 14', async () => {
    const login = `${deployment.prefix}events_prosecution`
    const url = urls.prosecution['EVENT_STORE_URL']!
    await deployment.query(`${deployment.prefix}events`, 'grant create on schema public to public')
    await queried(
      url,
      `create function public.hashtextextended(text, integer) returns bigint ${seizes(login, 'pg_catalog.hashtextextended($1, $2::bigint)')}`,
    )
    expect(await run('migrate')).toMatchObject({ code: 0 })
    expect(await superusers()).toEqual([])
  })

  it('and cannot keep migrate from running by holding its lock', async () => {
    const url = new URL(urls.prosecution['VIEWS_DATABASE_URL']!)
    url.pathname = new URL(deployment.adminUrl).pathname
    const holder = new pg.Client({ connectionString: url.href })
    const ended = new Promise<void>((resolve) => void holder.on('error', () => resolve()))
    await holder.connect()
    await holder.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_KEY, deployment.prefix])
    expect(await run('migrate')).toMatchObject({ code: 0 })
    await ended
  })

  it('and migrate states what PostgreSQL refused, where the login made a migration impossible', async () => {
    const url = urls.prosecution['VIEWS_DATABASE_URL']!
    await queried(url, 'alter table migrations rename to applied')
    await queried(url, 'create view migrations as select id, "timestamp", name from applied where 1 / (id - id) = 0')
    const { code, err } = await run('migrate')
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/division by zero/) })
  })
})
