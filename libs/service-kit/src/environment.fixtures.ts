import type { Environment } from './configuration.ts'

/** The variables that a service needs; it accepts them. */
export const validEnvironment: Environment = {
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
