import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { startPostgres } from '@case-timeline/embedded'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { protectedUrl, serviceLogins, serviceUrl } from '@case-timeline/service-kit'
import { parseAllDocuments } from 'yaml'
import { compile } from '../../../../deploy/compile.mjs'
import { kebabCase } from '../agencies.ts'
import { casectl, queried, type TestDeployment, testDeployment } from './deployment.fixtures.ts'

type Variables = Readonly<Record<string, string>>
interface Result {
  readonly databases: readonly string[]
  readonly logins: readonly { readonly login: string; readonly state: string }[]
  readonly services: Readonly<Record<ServiceName, Variables>>
  readonly shared: Variables
  readonly notes: readonly string[]
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const URLS = ['EVENT_STORE_URL', 'VIEWS_DATABASE_URL', 'VAULT_URL']

jest.setTimeout(120_000)

let deployment: TestDeployment
beforeEach(async () => {
  deployment = await testDeployment()
})
afterEach(() => deployment.remove())

const provide = (...more: readonly string[]) =>
  casectl({ ADMIN_URL: deployment.adminUrl }, 'provide', '--prefix', deployment.prefix, ...more)

const provided = async (...more: readonly string[]): Promise<Result> => {
  const { code, out, err } = await provide('--json', ...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Result
}

const loginOf = async (url: string | undefined): Promise<string> =>
  (await queried<{ name: string }>(url!, 'select session_user as name'))[0]!.name

describe('casectl provide', () => {
  it('creates seven databases, and for each service three logins that work and its own keys', async () => {
    const { databases, logins, services, shared } = await provided()
    expect(databases).toHaveLength(2 + SERVICES.length)
    expect(logins.map(({ state }) => state)).toEqual(Array(3 * SERVICES.length).fill('created'))
    for (const service of SERVICES) {
      const variables = services[service]
      expect(Object.keys(variables)).toEqual([...URLS, 'VAULT_KEYS'])
      expect(await Promise.all(URLS.map((name) => loginOf(variables[name])))).toEqual(
        ['events', 'views', 'vault'].map((part) => `${deployment.prefix}${part}_${kebabCase(service).replace('-', '_')}`),
      )
    }
    const keys = [shared['DIGEST_KEY'], ...SERVICES.map((service) => services[service]['VAULT_KEYS'])]
    expect(new Set(keys).size).toBe(1 + SERVICES.length)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/)
  })

  it('changes nothing at a second run: the passwords stay valid, and no key is created again', async () => {
    const { services } = await provided()
    const again = await provided()
    expect(again).toMatchObject({ databases: [], services: {}, shared: {}, notes: [] })
    expect(new Set(again.logins.map(({ state }) => state))).toEqual(new Set(['kept']))
    await loginOf(services.prosecution['VAULT_URL'])
    expect((await provide()).out).toBe('Nothing was to do: all databases and logins exist. The logins keep their passwords.\n')
  })

  it('creates only what is missing, such as a login that was dropped', async () => {
    await provided()
    const login = `${deployment.prefix}views_prosecution`
    await deployment.query(login, `reassign owned by "${login}" to current_user`)
    await deployment.query('postgres', `alter database "${login}" owner to current_user`)
    await deployment.query('postgres', `drop role "${login}"`)
    const { services, shared } = await provided()
    expect({ services: Object.keys(services), variables: Object.keys(services.prosecution), shared }).toEqual({
      services: ['prosecution'],
      variables: ['VIEWS_DATABASE_URL'],
      shared: {},
    })
    expect(await loginOf(services.prosecution['VIEWS_DATABASE_URL'])).toBe(login)
  })

  it('gives all logins new passwords when that is requested, and creates no keys', async () => {
    const before = await provided()
    const { services, shared } = await provided('--reset-passwords')
    expect({ shared, variables: Object.keys(services.auditTrail) }).toEqual({ shared: {}, variables: URLS })
    for (const name of URLS) {
      await loginOf(services.auditTrail[name])
      await expect(loginOf(before.services.auditTrail[name])).rejects.toThrow(/password authentication failed/)
    }
  })

  it('creates no key where the databases have something that was made with an earlier one, and states it', async () => {
    await provided()
    const { prefix } = deployment
    await deployment.query(
      `${prefix}events`,
      `insert into events.deployment (log_id, name, digest_key_check)
      values (gen_random_uuid(), 'ph-north', decode(repeat('ab', 32), 'hex'))`,
    )
    await deployment.query(
      `${prefix}vault`,
      `insert into vault.subject_key (id, service, subject, wrapped, wrapped_under)
      values (gen_random_uuid(), 'prosecution', gen_random_uuid(), 'x', repeat('0', 16))`,
    )
    // As on a new server to which the databases were restored, without the logins.
    for (const service of SERVICES.map((name) => kebabCase(name).replace('-', '_')))
      for (const part of ['events', 'vault']) {
        await deployment.query(`${prefix}${part}`, `drop owned by "${prefix}${part}_${service}"`)
        await deployment.query('postgres', `drop role "${prefix}${part}_${service}"`)
      }
    const { services, shared, notes } = await provided()
    expect(shared).toEqual({})
    expect(Object.keys(services.prosecution)).not.toContain('VAULT_KEYS')
    expect(Object.keys(services.adjudication)).toContain('VAULT_KEYS')
    // The server of this test has logins of others, too.
    expect(notes.filter((note) => note.startsWith('no '))).toEqual([
      'no DIGEST_KEY was created: ph-north has recorded events with its own, which stays valid',
      'no VAULT_KEYS of prosecution were created: the vault has keys that only the earlier ones decrypt',
    ])
  })

  it('creates only some parts of a deployment, where the events are in an EventStoreDB', async () => {
    const { databases, services, shared } = await provided('--parts', 'views,vault')
    expect(databases).not.toContain(`${deployment.prefix}events`)
    expect(Object.keys(services.investigation)).toEqual(['VIEWS_DATABASE_URL', 'VAULT_URL', 'VAULT_KEYS'])
    expect(Object.keys(shared)).toEqual(['DIGEST_KEY'])
  })

  it('writes Secrets of Kubernetes that only the owner of the file can read, and prints no secret', async () => {
    const file = join(deployment.folder, 'secrets.yaml')
    const { code, out } = await provide('--deployment', 'ph-north', '--secrets', file)
    expect(code).toBe(0)
    expect(out).not.toMatch(/postgres:|[0-9a-f]{48}/)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const secrets = parseAllDocuments(await readFile(file, 'utf8')).map((one) => one.toJS() as SecretManifest)
    expect(secrets.map(({ kind, metadata, stringData }) => [kind, metadata.name, Object.keys(stringData).join()])).toEqual([
      ...SERVICES.map((service) => ['Secret', `ph-north-${kebabCase(service)}`, [...URLS, 'VAULT_KEYS'].join()]),
      ['Secret', 'ph-north-shared', 'DIGEST_KEY'],
      ['Secret', 'ph-north-migration', 'ADMIN_URL'],
    ])
    await loginOf(secrets[0]?.stringData['VAULT_URL'])
    expect(secrets.at(-1)?.stringData['ADMIN_URL']).toBe(deployment.adminUrl)
  })

  it('refuses to replace a file, before it creates anything', async () => {
    const file = join(deployment.folder, 'secrets.yaml')
    await writeFile(file, 'the only copy')
    expect(await provide('--secrets', file)).toMatchObject({ code: 2, err: expect.stringContaining('exists already, and is not replaced') })
    expect(await readFile(file, 'utf8')).toBe('the only copy')
    expect((await provided()).databases).toHaveLength(2 + SERVICES.length)
  })

  it('says what to do where the file cannot be written, as on a full disk, and leaves none', async () => {
    compile('services/casectl')
    const file = join(deployment.folder, 'secrets.yaml')
    const command = [MAIN, 'provide', '--prefix', deployment.prefix, '--secrets', file]
    // No file may grow in this process, which a full disk is like.
    const child = spawn('sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, ...command], {
      env: { ...process.env, ADMIN_URL: deployment.adminUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (chunk) => (err += String(chunk)))
    const [code] = (await once(child, 'close')) as [number | null]
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/secrets\.yaml cannot be written \(EFBIG\); the databases are provided\.\n.*--reset-passwords: /),
    })
    await expect(stat(file)).rejects.toThrow(/ENOENT/)
    const { services } = await provided('--reset-passwords')
    for (const name of URLS) await loginOf(services.prosecution[name])
  })

  it('leaves no file where there was nothing to write', async () => {
    await provided()
    const file = join(deployment.folder, 'secrets.yaml')
    expect((await provide('--secrets', file)).code).toBe(0)
    await expect(stat(file)).rejects.toThrow(/ENOENT/)
  })

  it('adds verification of the server to the URLs of a server on another machine', () => {
    const [login] = serviceLogins('')
    expect(
      protectedUrl(serviceUrl('postgres://postgres:x@db.example:5432/postgres?sslmode=require&sslrootcert=/ca.pem', login!, 'secret')),
    ).toBe('postgres://events_investigation:secret@db.example:5432/events?sslmode=verify-full&sslrootcert=%2Fca.pem')
  })
})

interface SecretManifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly stringData: Variables
}

describe('casectl provide is refused, with one sentence and what to do,', () => {
  const refusal = async (ADMIN_URL: string | undefined, ...more: readonly string[]) => {
    const { code, out, err } = await casectl({ ADMIN_URL }, 'provide', '--prefix', deployment.prefix, ...more)
    expect({ out, isStack: /\n +at /.test(err) }).toEqual({ out: '', isStack: false })
    return `${code} ${err}`
  }
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(deployment.adminUrl)
    change(url)
    return url.href
  }

  it('without ADMIN_URL, or with one that is no address of PostgreSQL', async () => {
    expect(await refusal(undefined)).toMatch(/^2 ADMIN_URL is not set: .*\n {2}- set it, such as ADMIN_URL=postgres:/)
    for (const url of ['https://db.example', 'postgres:///postgres?host=/run/postgresql'])
      expect(await refusal(url)).toMatch(/^2 ADMIN_URL is not the URL of a PostgreSQL server\.\n/)
    expect(await refusal(changed((url) => (url.username = 'post%zz')))).toMatch(
      /^1 PostgreSQL at .* refuses the login post%zz of ADMIN_URL: /,
    )
    expect(await refusal(changed((url) => url.searchParams.set('sslrootcert', '/nowhere/ca.pem')))).toMatch(
      /^2 ADMIN_URL cannot be used: .*\/nowhere\/ca\.pem/,
    )
  })

  it('with a wrong password, and does not repeat it', async () => {
    await deployment.query('postgres', `create role "${deployment.prefix}admin" login superuser password 'right'`)
    const err = await refusal(changed((url) => ((url.username = `${deployment.prefix}admin`), (url.password = 'wrong-one'))))
    expect(err).toMatch(
      /^1 PostgreSQL at .* refuses the login dep_\w+_admin of ADMIN_URL: password authentication failed .*\n {2}- correct its name/,
    )
    expect(err).not.toContain('wrong-one')
  })

  it('with a login that is no superuser', async () => {
    await deployment.query('postgres', `create role "${deployment.prefix}owner" login createdb createrole password 'right'`)
    expect(await refusal(changed((url) => ((url.username = `${deployment.prefix}owner`), (url.password = 'right'))))).toMatch(
      /^1 The login dep_\w+_owner of ADMIN_URL is not a superuser, .*\n {2}- set ADMIN_URL to the URL of a superuser\n$/,
    )
  })

  it('where no server answers, or the database of ADMIN_URL does not exist', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    expect(await refusal(changed((url) => (url.port = String(port))))).toMatch(
      /^1 PostgreSQL at .* cannot be reached \(ECONNREFUSED\)\.\n {2}- check host and port in ADMIN_URL/,
    )
    expect(await refusal(changed((url) => (url.pathname = '/nowhere')))).toMatch(
      /^1 PostgreSQL at .*: database "nowhere" does not exist\.\n/,
    )
  })

  it('with a prefix, part or name of a deployment that does not exist or is malformed', async () => {
    expect(await casectl({ ADMIN_URL: deployment.adminUrl }, 'provide', '--prefix', 'Ph-North ')).toMatchObject({ code: 2 })
    expect(await refusal(deployment.adminUrl, '--parts', 'events,topics')).toMatch(/^2 --parts .*: the parts are events, views, vault\.\n/)
    expect(await refusal(deployment.adminUrl, '--deployment', 'PH North')).toMatch(/^2 --deployment PH North is not a name/)
  })

  it('where a newer release has changed the vault, and changes no password', async () => {
    const before = await provided()
    await deployment.query(`${deployment.prefix}vault`, 'insert into vault_migrations.applied (version) values (9001)')
    expect(await refusal(deployment.adminUrl, '--reset-passwords')).toMatch(/^1 A newer release has changed the vault \(migration 9001\)/)
    await loginOf(before.services.investigation['EVENT_STORE_URL'])
  })

  it('where PostgreSQL refuses a part of it, and states that some passwords are lost, which another run replaces', async () => {
    await deployment.query('postgres', `create database ${deployment.prefix}vault`)
    await deployment.query(`${deployment.prefix}vault`, 'create schema vault')
    expect(await refusal(deployment.adminUrl)).toMatch(
      /^1 The databases were provided only in part: schema "vault" already exists\.\n {2}- correct that, .* --reset-passwords: /,
    )
    await deployment.query(`${deployment.prefix}vault`, 'drop schema vault')
    const { services } = await provided('--reset-passwords')
    for (const name of URLS) await loginOf(services.victimSupport[name])
  })

  it('on a standby, which can only be read', async () => {
    const dataDir = join(deployment.folder, 'standby')
    const primary = await startPostgres({ dataDir, durable: false })
    await primary.stop()
    await writeFile(join(dataDir, 'postgres', 'standby.signal'), '')
    const standby = await startPostgres({ dataDir, durable: false })
    try {
      expect(await refusal(standby.url)).toMatch(/^1 The server of ADMIN_URL is a standby .*\n {2}- set ADMIN_URL to the primary server/)
    } finally {
      await standby.stop()
    }
  })
})
