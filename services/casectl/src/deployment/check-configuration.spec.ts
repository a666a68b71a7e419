import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { serviceLogins, serviceUrl } from '@case-timeline/service-kit'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { kebabCase } from '../agencies.ts'
import type { Environment } from '../client.ts'
import { casectl } from './deployment.fixtures.ts'

const SECRET = 'secret-7d1f'
const ADMIN = 'postgres://postgres@db.example:5432/postgres?sslmode=verify-full'

/** The variables that all services share. */
const SHARED: Environment = {
  OIDC_ISSUER: 'https://id.example/realms/police',
  OIDC_AUDIENCE: 'case-timeline',
  OIDC_JWKS: 'https://id.example/realms/police/certs',
  PORT: '8080',
  DEPLOYMENT: 'ph-north',
  DIGEST_KEY: 'd1'.repeat(32),
  JURISDICTION: 'PH',
  RECEIVING_AGENCY: 'ph-agency',
}

const ownOf = (service: ServiceName): Environment => ({
  ...Object.fromEntries(
    serviceLogins('')
      .filter((login) => login.service === service)
      .map((login) => [login.variable, serviceUrl(ADMIN, login, SECRET)]),
  ),
  VAULT_KEYS: `${SERVICES.indexOf(service)}a`.repeat(32),
})

let folder: string
/** Before each test of a describe: a file of variables for each service. */
const withFiles = (): void => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'case-timeline-config-'))
    for (const service of SERVICES) await write(service, { ...SHARED, ...ownOf(service) })
  })
  afterEach(() => rm(folder, { recursive: true }))
}

const fileOf = (service: ServiceName) => join(folder, `${kebabCase(service)}.env`)
const write = (service: ServiceName, variables: Environment) =>
  writeFile(
    fileOf(service),
    Object.entries(variables)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
const change = (service: ServiceName, changes: Environment) => write(service, { ...SHARED, ...ownOf(service), ...changes })

const check = (...args: readonly string[]) => casectl({}, 'config', 'check', ...args)
const faults = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await check(...args)
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^\d+ faults?: correct what each sentence names\.\n$/) })
  expect(out).not.toContain(SECRET)
  return out
}

describe('casectl config check, of one service', () => {
  withFiles()

  it('finds no fault in a complete environment', async () =>
    expect(await casectl({ ...SHARED, ...ownOf('auditTrail') }, 'config', 'check', '--service', 'audit-trail')).toEqual({
      code: 0,
      out: 'The configuration of audit-trail has no fault.\n',
      err: '',
    }))

  it('prints one sentence for each variable that is missing or wrong, as the service itself would', async () => {
    await change('prosecution', {
      DIGEST_KEY: 'abc',
      RECEIVING_AGENCY: 'The Prosecutor',
      VAULT_URL: `postgres://x:${SECRET}@db.example/vault`,
    })
    const out = await faults('--service', 'prosecution', '--env-file', fileOf('prosecution'))
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^prosecution: DIGEST_KEY is not 64 hexadecimal digits: .*; for example DIGEST_KEY=/),
      expect.stringMatching(/^prosecution: RECEIVING_AGENCY /),
    ])
    await change('prosecution', { VAULT_URL: `postgres://x:${SECRET}@db.example/vault` })
    expect(await faults('--service', 'prosecution', '--env-file', fileOf('prosecution'))).toBe(
      'prosecution: VAULT_URL connects to another machine and does not verify it: add sslmode=verify-full, and sslrootcert=FILE for an authority of your own\n',
    )
  })

  it('needs to know which, and where its variables are', async () => {
    expect(await check()).toMatchObject({ code: 2, err: expect.stringMatching(/^Of which service\?\n {2}- one service: /) })
    expect(await check('--service', 'police')).toMatchObject({ code: 2, err: expect.stringContaining('the services are investigation, ') })
    expect(await check('--service', 'prosecution', '--service', 'auditTrail')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--env-dir'),
    })
    expect(await check('--service', 'prosecution', '--env-file', '/nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nowhere cannot be read (ENOENT)'),
    })
  })
})

describe('casectl config check, of all services together', () => {
  withFiles()

  it('finds no fault where each is complete and they fit together, also with shared variables in a file of their own', async () => {
    expect(await check('--env-dir', folder)).toMatchObject({ code: 0, err: '' })
    const shared = join(folder, 'shared')
    await writeFile(
      shared,
      Object.entries(SHARED)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    )
    for (const service of SERVICES) await write(service, ownOf(service))
    expect(await check('--env-dir', folder, '--env-file', shared)).toMatchObject({ code: 0, err: '' })
    expect((await check('--env-dir', folder)).code).toBe(2)
  })

  it.each<[string, Environment, RegExp]>([
    ['the key of the digests', { DIGEST_KEY: 'd2'.repeat(32) }, /^together: DIGEST_KEY is not the same: .* \(.*; against prosecution\)$/],
    ['the name of the deployment', { DEPLOYMENT: 'ph-south' }, /^together: DEPLOYMENT is not the same: .*; against prosecution\)$/],
    [
      'another event store',
      { EVENT_STORE_URL: ownOf('prosecution')['EVENT_STORE_URL']?.replace('/events?', '/other?') },
      /^together: EVENT_STORE_URL does not name the same server and database: .*; against prosecution\)$/,
    ],
    [
      'a vault on another server',
      { VAULT_URL: ownOf('prosecution')['VAULT_URL']?.replace('db.example', 'vault.example') },
      /^together: VAULT_URL does not name the same server and database: .*; against prosecution\)$/,
    ],
    [
      'the event store’s login of another service',
      { EVENT_STORE_URL: ownOf('investigation')['EVENT_STORE_URL'] },
      /^together: EVENT_STORE_URL of investigation and prosecution has the same login: /,
    ],
    [
      'the views’ login of another service, for its own database',
      { VIEWS_DATABASE_URL: ownOf('prosecution')['VIEWS_DATABASE_URL']?.replace('views_prosecution:', 'views_investigation:') },
      /^together: VIEWS_DATABASE_URL of investigation and prosecution has the same login: /,
    ],
    [
      'the views of another service',
      { VIEWS_DATABASE_URL: ownOf('victimSupport')['VIEWS_DATABASE_URL']?.replace('views_victim_support:', 'views_prosecution:') },
      /^together: VIEWS_DATABASE_URL of prosecution and victim-support names the same database: each service has views of its own$/,
    ],
    [
      'the feed',
      { EVENT_FEED_URL: 'kafka://kafka.example:9092/' },
      /^together: EVENT_FEED_URL does not name the same feed: .*; against prosecution\)$/,
    ],
    [
      'a key to the vault',
      { VAULT_KEYS: `${'ff'.repeat(32)},${ownOf('auditTrail')['VAULT_KEYS']}` },
      /^together: VAULT_KEYS of prosecution and audit-trail have a key in common: each service has keys of its own$/,
    ],
  ])('finds that one of them has %s', async (_, changes, sentence) => {
    await change('prosecution', changes)
    const out = await faults('--env-dir', folder)
    expect(out.trim()).toMatch(sentence)
  })

  it('compares the servers of a cluster of EventStoreDB, with a login for each service', async () => {
    for (const service of SERVICES)
      await change(service, { EVENT_STORE_URL: `esdb://${service}:${SECRET}@es1.example:2113,es2.example:2113?tls=true` })
    expect(await check('--env-dir', folder)).toMatchObject({ code: 0 })
    await change('prosecution', { EVENT_STORE_URL: `esdb://prosecution:${SECRET}@es3.example:2113,es2.example:2113?tls=true` })
    expect(await faults('--env-dir', folder)).toMatch(/^together: EVENT_STORE_URL does not name the same server/)
  })

  it('gives the faults as JSON, by service', async () => {
    await change('victimSupport', { JURISDICTION: undefined })
    expect(JSON.parse((await check('--env-dir', folder, '--json')).out)).toEqual({
      checked: [...SERVICES],
      faults: [{ service: 'victimSupport', sentence: expect.stringMatching(/^JURISDICTION is not set: /) }],
    })
  })
})
