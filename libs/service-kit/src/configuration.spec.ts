import { describe, expect, it } from '@jest/globals'
import { ConfigurationError, configurationOf, type Environment, receivingEnvironment, serviceEnvironment } from './configuration.ts'

const good: Environment = {
  EVENT_STORE_URL: 'postgres://investigation:secret@localhost:5432/events',
  VIEWS_DATABASE_URL: 'postgres://investigation:secret@localhost:5432/investigation',
  VAULT_URL: 'postgres://vault_investigation:secret@localhost:5432/vault',
  VAULT_KEYS: 'cd'.repeat(32),
  OIDC_ISSUER: 'https://id.example',
  OIDC_AUDIENCE: 'case-timeline',
  OIDC_JWKS: 'https://id.example/certs',
  PORT: '3001',
  DEPLOYMENT: 'zz-test',
  DIGEST_KEY: 'ab'.repeat(32),
  JURISDICTION: 'ZZ',
}
const without = (...names: string[]) => Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)))
const read = (env: Environment) => configurationOf('investigation', serviceEnvironment, env)

describe('the environment of a service', () => {
  it('is read into what the service runs with', () => {
    const { PORT, DIGEST_KEY, HOST, LOG_LEVEL } = read(good)
    expect({ PORT, HOST, LOG_LEVEL, key: DIGEST_KEY.length }).toEqual({ PORT: 3001, HOST: '127.0.0.1', LOG_LEVEL: 'info', key: 32 })
  })

  it('stops the start with each variable that is missing, and an example', () => {
    const start = () => read(without('PORT', 'OIDC_JWKS'))
    expect(start).toThrow(ConfigurationError)
    expect(start).toThrow(/investigation cannot start/)
    expect(start).toThrow(/PORT is not set: port to listen on; 0 takes a free one; for example PORT=3001/)
    expect(start).toThrow(/OIDC_JWKS is not set: .*for example OIDC_JWKS=https:/)
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
    ['JURISDICTION', 'Philippines', /JURISDICTION is malformed/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is no level/],
  ])('refuses %s=%s without repeating the value', (name, value, message) => {
    const start = () => read({ ...good, [name]: value })
    expect(start).toThrow(message)
    expect(start).not.toThrow(/hunter2/)
  })

  it('needs the receiving agency where a service takes handovers in', () => {
    expect(() => configurationOf('prosecution', receivingEnvironment, good)).toThrow(/RECEIVING_AGENCY is not set/)
  })

  it('takes keys from a file only outside production', () => {
    const embedded = { ...good, OIDC_JWKS: 'file:///data/jwks.json' }
    expect(read(embedded).OIDC_JWKS.protocol).toBe('file:')
    expect(() => read({ ...embedded, NODE_ENV: 'production' })).toThrow(/OIDC_JWKS is a file/)
  })
})
