import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import type { Environment } from '@case-timeline/service-kit'
import pg from 'pg'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

jest.setTimeout(120_000)

let database: TestDatabase
let services: FiveServices
beforeAll(async () => {
  database = await testDatabase()
  services = await fiveServices(database.url)
})
afterAll(async () => {
  await services.stop()
  await database.drop()
})

const MAIN = fileURLToPath(new URL('../../investigation/dist/main.js', import.meta.url))

/** What `node services/investigation/dist/main.js` prints with a changed environment, until it has ended. */
const startChanged = async (changes: Environment) => {
  const env = { ...process.env, ...services.environments.investigation, LOG_LEVEL: 'silent', START_PATIENCE_SECONDS: '0', ...changes }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text: text.trim() }
}

const refused = async (changes: Environment): Promise<string> => {
  const { code, text } = await startChanged(changes)
  expect({ code, lines: text.split('\n').length }).toEqual({ code: 1, lines: 1 })
  expect(text).not.toMatch(/ at .*:\d+|secret|postgres:\/\//)
  return text
}

const withPassword = (url: string | undefined): string => {
  const changed = new URL(url ?? '')
  changed.password = 'secret'
  return changed.href
}

const asOwner = async <R extends pg.QueryResultRow>(statement: string): Promise<R[]> => {
  const client = new pg.Client({ connectionString: services.environments.investigation['VIEWS_DATABASE_URL'] })
  await client.connect()
  try {
    return (await client.query<R>(statement)).rows
  } finally {
    await client.end()
  }
}

describe('a service does not start, and says in one sentence why,', () => {
  it('with a wrong password of the views’ database', async () => {
    const url = withPassword(services.environments.investigation['VIEWS_DATABASE_URL'])
    expect(await refused({ VIEWS_DATABASE_URL: url })).toMatch(
      /^the views’ database cannot be opened \(password authentication failed .*\): check the address and the login in VIEWS_DATABASE_URL$/,
    )
  })

  it('where its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    expect(await refused({ PORT: String(port) })).toBe(
      `port ${port} of 127.0.0.1 is in use: stop the process that listens there, or set another PORT`,
    )
    taken.close()
  })

  it('where its log cannot be opened', async () =>
    expect(await refused({ LOG_FILE: '/dev/null/log' })).toMatch(/^the log cannot be opened \(.*\): correct LOG_FILE/))

  it('with the views’ database of another service, and leaves it as it was', async () => {
    const url = services.environments.prosecution['VIEWS_DATABASE_URL']
    expect(await refused({ VIEWS_DATABASE_URL: url })).toBe(
      'VIEWS_DATABASE_URL is the database of prosecution, not of investigation: set the URL of investigation',
    )
    await services.replica('prosecution').then((replica) => replica.stop())
  })

  it('with one database for two of events, views and vault', async () => {
    const { EVENT_STORE_URL, VIEWS_DATABASE_URL } = services.environments.investigation
    for (const [changes, names] of [
      [{ VIEWS_DATABASE_URL: EVENT_STORE_URL }, 'VIEWS_DATABASE_URL names the same database as EVENT_STORE_URL'],
      [{ EVENT_STORE_URL: VIEWS_DATABASE_URL }, 'VIEWS_DATABASE_URL names the same database as EVENT_STORE_URL'],
      [{ VAULT_URL: VIEWS_DATABASE_URL }, 'VAULT_URL names the same database as VIEWS_DATABASE_URL'],
    ] as const)
      expect(await startChanged(changes)).toEqual({
        code: 1,
        text: `investigation cannot start, its configuration is invalid:\n  ${names}: events, views and vault have one each; correct the one that is wrong`,
      })
  })

  it('with a views’ database that its login may not change', async () => {
    const url = new URL(services.environments.investigation['VIEWS_DATABASE_URL'] ?? '')
    url.pathname = new URL(database.url).pathname
    expect(await refused({ VIEWS_DATABASE_URL: url.href })).toBe(
      'the views’ database cannot be changed (permission denied for schema public): set VIEWS_DATABASE_URL to the database that its login owns',
    )
  })

  it('with the key of another deployment', async () =>
    expect(await refused({ DIGEST_KEY: 'ab'.repeat(32) })).toMatch(/^DIGEST_KEY is not the key with which zz-e2e recorded its events/))

  it('as a part of another deployment', async () =>
    expect(await refused({ DEPLOYMENT: 'zz-other' })).toMatch(
      /^the events at EVENT_STORE_URL belong to the deployment zz-e2e, and investigation was started as a part of zz-other: correct DEPLOYMENT or/,
    ))

  it('on views that a newer release has changed', async () => {
    await asOwner(`insert into migrations (timestamp, name) values (9999999999999, 'ViewOfTheFuture9999999999999')`)
    expect(await refused({})).toMatch(/^a newer release has changed .*ViewOfTheFuture9999999999999/)
    await asOwner(`delete from migrations where name like 'ViewOfTheFuture%'`)
  })

  it('on a vault that a newer release has changed', async () => {
    const url = new URL(database.url)
    url.pathname = new URL(services.environments.investigation['VAULT_URL'] ?? '').pathname
    const vault = new pg.Client({ connectionString: url.href })
    await vault.connect()
    await vault.query('insert into vault_migrations.applied (version) values (9001)')
    expect(await refused({})).toMatch(
      /^a newer release has changed the vault \(migration 9001; this release knows \d+, and 9001 is needed\)/,
    )
    await vault.query('delete from vault_migrations.applied where version = 9001')
    await vault.end()
  })

  it('on views that were made from another event store', async () => {
    const [before] = await asOwner<{ log_id: string }>('select log_id from service_identity')
    await asOwner(`update service_identity set log_id = '00000000-0000-4000-8000-000000000000', deployment = 'zz-old'`)
    expect(await refused({})).toMatch(/^the views at VIEWS_DATABASE_URL were made from another event store \(deployment zz-old\)/)
    await asOwner(`update service_identity set log_id = '${before?.log_id}', deployment = 'zz-e2e'`)
  })

  it('with a wrong password of the event store', async () =>
    expect(await refused({ EVENT_STORE_URL: withPassword(services.environments.investigation['EVENT_STORE_URL']) })).toMatch(
      /^the event store cannot be opened \(.*password authentication failed .*\): check the address and the login in EVENT_STORE_URL$/,
    ))

  it('with the login of another service to the event store', async () =>
    expect(await refused({ EVENT_STORE_URL: services.environments.prosecution['EVENT_STORE_URL'] })).toBe(
      'EVENT_STORE_URL has the login of prosecution, not of investigation: set the URL of investigation',
    ))
})

it('a service starts again after each of these refusals, and waits at its start for a database that is busy', async () => {
  const admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  const name = new URL(services.environments.investigation['VIEWS_DATABASE_URL'] ?? '').pathname.slice(1)
  // The server answers "too many connections" (53300), as a busy one does.
  await admin.query(`alter database ${admin.escapeIdentifier(name)} connection limit 0`)
  const starting = services.replica('investigation')
  setTimeout(() => void admin.query(`alter database ${admin.escapeIdentifier(name)} connection limit -1`).then(() => admin.end()), 1_500)
  await (await starting).stop()
})
