import { describe, expect, it } from '@jest/globals'
import { ConfigurationError, configurationOf, type Environment, receivingEnvironment, serviceEnvironment } from './configuration.ts'
import { validEnvironment as good } from './environment.fixtures.ts'

const without = (...names: string[]) => Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)))
const read = (env: Environment) => configurationOf('investigation', serviceEnvironment, env)

describe('the environment of a service', () => {
  it('is parsed into the configuration of the service', () => {
    const { PORT, DIGEST_KEY, HOST, LOG_LEVEL } = read(good)
    expect({ PORT, HOST, LOG_LEVEL, key: DIGEST_KEY.length }).toEqual({ PORT: 3001, HOST: '127.0.0.1', LOG_LEVEL: 'info', key: 32 })
  })

  it('fails the start with a message that names each missing variable with an example', () => {
    const start = () => read(without('PORT', 'OIDC_ISSUER'))
    expect(start).toThrow(ConfigurationError)
    expect(start).toThrow(/investigation cannot start/)
    expect(start).toThrow(/PORT is not set: port to listen on; 0 selects a free port; for example PORT=3001/)
    expect(start).toThrow(/OIDC_ISSUER is not set: .*for example OIDC_ISSUER=https:/)
  })

  it.each([
    ['PORT', '70000', /PORT is above 65535/],
    ['PORT', 'http', /PORT is not a whole number/],
    ['VAULT_URL', 'https://vault.example', /VAULT_URL must begin with postgres:/],
    ['VAULT_KEYS', `${'ab'.repeat(32)},`, /VAULT_KEYS is not 64 hexadecimal digits, or several such keys/],
    [
      'EVENT_STORE_URL',
      'mysql://root:hunter2@db/events',
      /EVENT_STORE_URL has the scheme mysql:, for which there is no driver: use postgres:/,
    ],
    ['EVENT_STORE_URL', 'esdb://root:hunter2@db?tlz=1', /EVENT_STORE_URL has the option tlz, which is unknown/],
    ['EVENT_FEED_URL', 'rabbit://root:hunter2@broker/', /EVENT_FEED_URL does not begin with kafka:/],
    ['EVENT_FEED_URL', 'kafka://root:hunter2@broker/', /EVENT_FEED_URL names the broker "broker": write host:port/],
    ['OIDC_JWKS', 'http://id.example/certs', /OIDC_JWKS must begin with https:/],
    ['OIDC_ISSUER', 'id.example', /OIDC_ISSUER is not a URL/],
    ['DIGEST_KEY', 'hunter2', /DIGEST_KEY is not 64 hexadecimal digits/],
    ['JURISDICTION', 'Philippines', /JURISDICTION must be a country code of two capital letters/],
    ['DEVELOPMENT_MODE', 'yes', /DEVELOPMENT_MODE must be on or off/],
    ['AGENCY_JURISDICTIONS', 'id-police=ID', /AGENCY_JURISDICTIONS is not a list of agencies with a country each/],
    ['OIDC_CLAIMS', 'sub=email', /OIDC_CLAIMS is not a list of user, agency, sector, roles with the place of each in a token/],
    ['OIDC_CLAIMS', 'agency=', /OIDC_CLAIMS is not a list of user, agency, sector, roles/],
    ['OIDC_CLAIMS', 'agency=one,agency=two', /OIDC_CLAIMS gives a member two places/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is not a log level/],
  ])('rejects %s=%s without repeating the value', (name, value, message) => {
    const start = () => read({ ...good, [name]: value })
    expect(start).toThrow(message)
    expect(start).not.toThrow(/hunter2/)
  })

  it('can say where the tokens of an identity provider have agency, sector and roles', () => {
    expect(read(good).OIDC_CLAIMS).toEqual({})
    expect(read({ ...good, OIDC_CLAIMS: 'agency=https://id.example/office,roles=/realm_access/roles' }).OIDC_CLAIMS).toEqual({
      agency: 'https://id.example/office',
      roles: '/realm_access/roles',
    })
  })

  it('can name agencies that record under the law of another country', () => {
    expect([...read(good).AGENCY_JURISDICTIONS]).toEqual([])
    const pairs = [...read({ ...good, AGENCY_JURISDICTIONS: 'id-police:ID,my-police:MY' }).AGENCY_JURISDICTIONS]
    expect(pairs).toEqual([
      ['id-police', 'ID'],
      ['my-police', 'MY'],
    ])
  })

  it('lets pages of exact origins read answers, and of no others', () => {
    expect(read(good).CORS_ORIGINS).toEqual([])
    const origins = ['https://portal.police.example', 'http://localhost:5173']
    expect(read({ ...good, CORS_ORIGINS: origins.join(',') }).CORS_ORIGINS).toEqual(origins)
    for (const wrong of ['*', 'https://*.example', 'https://portal.example/', 'HTTPS://portal.example', 'null', 'portal.example'])
      expect(() => read({ ...good, CORS_ORIGINS: wrong })).toThrow(/CORS_ORIGINS is not a list of exact origins/)
  })

  it('keeps connections longer than a load balancer does, unless it is configured otherwise', () => {
    expect(read(good).KEEP_ALIVE_SECONDS).toBeGreaterThan(60)
    expect(read({ ...good, KEEP_ALIVE_SECONDS: '620' }).KEEP_ALIVE_SECONDS).toBe(620)
    expect(() => read({ ...good, KEEP_ALIVE_SECONDS: '0' })).toThrow(/KEEP_ALIVE_SECONDS is less than 1/)
  })

  it('needs no receiving agency where each document names its office, and refuses one that is malformed', () => {
    expect(configurationOf('prosecution', receivingEnvironment, good).RECEIVING_AGENCY).toBeUndefined()
    expect(() => configurationOf('prosecution', receivingEnvironment, { ...good, RECEIVING_AGENCY: 'The Prosecutor' })).toThrow(
      /RECEIVING_AGENCY/,
    )
  })

  it.each([{}, { DEVELOPMENT_MODE: 'off' }, { NODE_ENV: 'development' }, { NODE_ENV: 'Production' }])(
    'accepts no key from a file and no issuer without TLS, unless development mode is switched on: %p',
    (mode) => {
      const embedded = { ...good, OIDC_JWKS: 'file:///data/jwks.json', OIDC_ISSUER: 'http://localhost/issuer' }
      expect(() => read({ ...embedded, ...mode })).toThrow(/OIDC_JWKS must begin with https:.*\n.*OIDC_ISSUER must begin with https:/)
      expect(read({ ...embedded, DEVELOPMENT_MODE: 'on' }).OIDC_JWKS?.protocol).toBe('file:')
    },
  )

  it('discovers the keys of the issuer if their address is not given', () => {
    expect(read(without('OIDC_JWKS')).OIDC_JWKS).toBeUndefined()
    expect(() => read({ ...without('OIDC_JWKS'), OIDC_ISSUER: 'http://id.example' })).toThrow(/OIDC_ISSUER must begin with https:/)
  })

  it('reads keys over http only in development mode, and only from this machine', () => {
    const local = { ...good, OIDC_JWKS: 'http://127.0.0.1:8080/keys', OIDC_ISSUER: 'http://127.0.0.1:8080' }
    expect(read({ ...local, DEVELOPMENT_MODE: 'on' }).OIDC_JWKS?.href).toBe('http://127.0.0.1:8080/keys')
    expect(() => read(local)).toThrow(/OIDC_JWKS must begin with https:/)
    for (const changed of [{ OIDC_JWKS: 'http://id.example/keys' }, { OIDC_JWKS: undefined, OIDC_ISSUER: 'http://id.example' }])
      expect(() => read({ ...local, DEVELOPMENT_MODE: 'on', ...changed })).toThrow(/must begin with https:\/\/, or be on this machine/)
  })

  it('maps names of the provider to roles, also names with a backslash and spaces', () => {
    const { OIDC_ROLES } = read({ ...good, OIDC_ROLES: 'EXAMPLE\\Team A=investigator,8c2f0a4e=lead-investigator' })
    expect([...OIDC_ROLES]).toEqual([
      ['EXAMPLE\\Team A', 'investigator'],
      ['8c2f0a4e', 'lead-investigator'],
    ])
    expect(() => read({ ...good, OIDC_ROLES: 'Team A' })).toThrow(/OIDC_ROLES is not a list of names/)
    expect(() => read({ ...good, OIDC_ROLES: 'Team A=investigator,Team A=lead-investigator' })).toThrow(/OIDC_ROLES gives a name two roles/)
    expect(() => read({ ...good, OIDC_ROLES: 'Team A=investigater' })).toThrow(/OIDC_ROLES has a role that is none of lead-investigator/)
  })

  it('does not start where Node would accept any certificate', () =>
    expect(() => read({ ...good, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED must not be 0/))

  it.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('listens in development mode at %s', (HOST) =>
    expect(read({ ...good, HOST, DEVELOPMENT_MODE: 'on' }).HOST).toBe(HOST),
  )

  it.each(['0.0.0.0', '::', '192.0.2.7', 'localhost.example', '127.0.0.1.example'])(
    'does not listen in development mode at %s, which other machines may reach',
    (HOST) => {
      expect(() => read({ ...good, HOST, DEVELOPMENT_MODE: 'on' })).toThrow(/HOST must be 127\.0\.0\.1 with DEVELOPMENT_MODE=on/)
      expect(read({ ...good, HOST }).HOST).toBe(HOST)
    },
  )

  it.each(['EVENT_STORE_URL', 'VIEWS_DATABASE_URL', 'VAULT_URL'])(
    'connects by %s to a PostgreSQL on another machine only with TLS that verifies it',
    (name) => {
      const start = (rest: string) => () => read({ ...good, [name]: `postgres://login:hunter2@${rest}` })
      for (const unprotected of [
        'db.example/some',
        'db.example/some?sslmode=require',
        'db.example/some?sslmode=no-verify',
        '10.0.0.7/some?sslmode=disable',
      ])
        expect(start(unprotected)).toThrow(`${name} connects to another machine and does not verify it: add sslmode=verify-full`)
      for (const hidden of [
        'localhost/some?host=db.example',
        'db.example/some?sslmode=verify-full&sslmode=disable',
        'db.example/some?sslmode=verify-full&ssl=0',
      ])
        expect(start(hidden)).toThrow(/does not verify it/)
      expect(start('db.example/some')).not.toThrow(/hunter2/)
      for (const allowed of [
        'db.example/some?sslmode=verify-full',
        '127.0.0.1/some',
        '[::1]/some',
        'localhost/some',
        'localhost/some?host=/run/postgresql',
      ])
        expect(start(allowed)).not.toThrow()
    },
  )

  it.each([
    ['VIEWS_DATABASE_URL', 'EVENT_STORE_URL'],
    ['VAULT_URL', 'EVENT_STORE_URL'],
    ['VAULT_URL', 'VIEWS_DATABASE_URL'],
  ])('names by %s another database than by %s, whatever the login and the name of this machine', (name, other) => {
    const start = (url: string) => () => read({ ...good, [other]: 'postgres://one:hunter2@localhost:5432/same', [name]: url })
    for (const same of ['localhost:5432/same', '127.0.0.1/same', '[::1]/same?query_timeout=9', 'x/same?host=/run/postgresql'])
      expect(start(`postgresql://two:hunter2@${same}`)).toThrow(
        `${name} names the same database as ${other}: events, views and vault have one each; correct the one that is wrong`,
      )
    expect(start('postgres://one:hunter2@localhost/same')).not.toThrow(/hunter2/)
    for (const another of ['localhost:5433/same', 'localhost/another', 'db.example/same?sslmode=verify-full'])
      expect(start(`postgres://one:hunter2@${another}`)).not.toThrow()
  })

  it.each(['EVENT_STORE_URL', 'VIEWS_DATABASE_URL', 'VAULT_URL'])('waits for answers by %s for a number of milliseconds', (name) => {
    const start = (timeout: string) => () => read({ ...good, [name]: `postgres://login:hunter2@127.0.0.1/some?query_timeout=${timeout}` })
    for (const refused of ['0', '-1', '70s', '3000000000', ''])
      expect(start(refused)).toThrow(`${name} has query_timeout=${refused}: state in milliseconds, from 1 to 2147483647`)
    for (const taken of ['1', '125000', '2147483647']) expect(start(taken)).not.toThrow()
  })
})
