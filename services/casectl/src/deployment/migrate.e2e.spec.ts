import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { developmentIssuer } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import type { Environment } from '../client.ts'
import { casectl, type TestDeployment, testDeployment } from './deployment.fixtures.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const SERVICE = fileURLToPath(new URL('../../../prosecution/dist/main.js', import.meta.url))

jest.setTimeout(120_000)

let deployment: TestDeployment
beforeEach(async () => {
  deployment = await testDeployment()
})
afterEach(() => deployment.remove())

const run = (command: string, ...more: readonly string[]) =>
  casectl({ ADMIN_URL: deployment.adminUrl }, command, '--prefix', deployment.prefix, ...more)

const succeeded = async (command: string, ...more: readonly string[]): Promise<string> => {
  const { code, out, err } = await run(command, ...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

/** Runs `casectl migrate` as a process of its own. */
const inProcess = async () => {
  const child = spawn(process.execPath, [MAIN, 'migrate', '--prefix', deployment.prefix], {
    env: { PATH: process.env['PATH'], ADMIN_URL: deployment.adminUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (texts.out += String(chunk)))
  child.stderr.on('data', (chunk) => (texts.err += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...texts }
}

const tablesIn = async (database: string) =>
  deployment.query<{ owner: string; name: string }>(
    database,
    `select tableowner as owner, tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  )

const NOTHING = 'Nothing was to do: 7 databases have the shape of this release.\n'

describe('casectl migrate', () => {
  it('creates the tables of all views, owned by their services, and prints what it applied; a second run has nothing to do', async () => {
    await succeeded('provide')
    const out = await succeeded('migrate')
    expect(out).toMatch(/^applied {2}dep_\w+_views_prosecution: \w+\d{13}$/m)
    for (const database of ['views_investigation', 'views_audit_trail'].map((name) => deployment.prefix + name)) {
      const tables = await tablesIn(database)
      expect(new Set(tables.map(({ owner }) => owner))).toEqual(new Set([database]))
      expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['feed_checkpoint', 'migrations']))
    }
    expect((await tablesIn(`${deployment.prefix}views_investigation`)).map(({ name }) => name)).toContain('deadlines_v13')
    expect(await succeeded('migrate')).toBe(NOTHING)
  })

  it('brings an event store and a vault of an older release to this one, and the logins keep their passwords', async () => {
    const { services } = JSON.parse(await succeeded('provide', '--json')) as { services: Record<ServiceName, Record<string, string>> }
    await succeeded('migrate')
    const [events, vault] = [`${deployment.prefix}events`, `${deployment.prefix}vault`]
    await deployment.query(events, `delete from events.recordable_type where type = 'investigation.CaseOpened'`)
    await deployment.query(vault, 'drop function vault.newest_migration, vault.needed_migration')
    await deployment.query(vault, 'alter table vault_migrations.applied drop column needs')
    await deployment.query(vault, 'alter table vault.opening drop column user_agency_id')
    await deployment.query(vault, 'delete from vault_migrations.applied where version >= 3')
    expect(await succeeded('migrate')).toBe(
      `applied  ${events}: 1 types of events that a service may record\napplied  ${vault}: migration 3\napplied  ${vault}: migration 4\napplied  ${vault}: migration 5\n`,
    )
    const session = new pg.Client({ connectionString: services.prosecution['VAULT_URL'] })
    await session.connect()
    await session.end()
  })

  it('waits for another that runs at the same time, which then has left nothing to do', async () => {
    await succeeded('provide')
    const both = await Promise.all([inProcess(), inProcess()])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    const [first, second] = both.toSorted((one, other) => other.out.length - one.out.length)
    expect(first?.out).toMatch(/^applied/)
    expect(second).toMatchObject({ out: NOTHING, err: expect.stringMatching(/^Another casectl changes the databases dep_/) })
  })

  it.each([
    ['views', 'views_adjudication', `insert into migrations (timestamp, name) values (9999999999999, 'Future9999999999999')`, /Future/],
    ['event store', 'events', 'insert into events_migrations.applied (version) values (9001)', /event store \(migration 9001\)/],
    ['vault', 'vault', 'insert into vault_migrations.applied (version) values (9001)', /vault \(migration 9001\)/],
  ])('refuses %s that a newer release has changed, and changes nothing elsewhere either', async (_, database, statement, message) => {
    await succeeded('provide')
    await succeeded('migrate')
    await deployment.query(deployment.prefix + database, statement)
    const other = `${deployment.prefix}views_investigation`
    await deployment.query(other, `delete from migrations`)
    const { code, out, err } = await run('migrate')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^A newer release has changed .*\n {2}- use the casectl of that release; this one has changed nothing\n$/)
    expect(err).toMatch(message)
    expect(await deployment.query(other, 'select from migrations')).toEqual([])
  })

  it('leaves out what is on other servers, such as the events in an EventStoreDB', async () => {
    await succeeded('provide', '--parts', 'views,vault')
    expect(await succeeded('migrate')).toMatch(new RegExp(`^absent   ${deployment.prefix}events: not on this server\napplied  `))
  })

  it('is refused where there is no deployment, a database is missing, or the login of a service', async () => {
    expect(await run('migrate')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/has no database of a deployment .*\n {2}- .*casectl provide/),
    })
    await succeeded('provide')
    await deployment.query('postgres', `drop database ${deployment.prefix}views_prosecution`)
    expect(await run('migrate')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^The server of ADMIN_URL has no database dep_\w+_views_prosecution\.\n/),
    })
    await succeeded('provide')
    const login = `${deployment.prefix}vault_prosecution`
    await deployment.query(`${deployment.prefix}vault`, `drop owned by ${login}`)
    await deployment.query('postgres', `drop role ${login}`)
    expect(await run('migrate')).toMatchObject({ code: 1, err: expect.stringMatching(new RegExp(`^The login ${login} does not exist.`)) })
  })
})

describe('a service', () => {
  it('starts with what provide printed, before and after migrate, which it leaves nothing to do', async () => {
    const { services, shared } = JSON.parse(await succeeded('provide', '--json')) as {
      services: Record<ServiceName, Environment>
      shared: Environment
    }
    const issuer = await developmentIssuer(join(deployment.folder, 'keys'))
    const start = async (): Promise<string> => {
      const env: Environment = {
        PATH: process.env['PATH'],
        ...services.prosecution,
        ...shared,
        OIDC_ISSUER: issuer.issuer,
        OIDC_AUDIENCE: issuer.audience,
        OIDC_JWKS: issuer.jwks.href,
        PORT: '0',
        DEPLOYMENT: 'ph-north',
        JURISDICTION: 'PH',
        RECEIVING_AGENCY: 'ph-prosecution',
        DEVELOPMENT_MODE: 'on',
      }
      const child = spawn(process.execPath, [SERVICE], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      let text = ''
      for await (const chunk of child.stdout) {
        text += String(chunk)
        const url = /"url":"([^"]+)"/.exec(text)?.[1]
        if (url === undefined) continue
        const ready = await fetch(`${url}/health/ready`)
        child.kill('SIGTERM')
        await once(child, 'exit')
        return await ready.text()
      }
      throw new Error(`it ended without listening: ${text}`)
    }
    expect(await start()).toBe('{"status":"ok"}')
    const out = await succeeded('migrate')
    expect(out).not.toContain(`${deployment.prefix}views_prosecution`)
    expect(out.match(/views_\w+(?=:)/g)?.length).toBeGreaterThanOrEqual(SERVICES.length - 1)
    expect(await start()).toBe('{"status":"ok"}')
  })
})
