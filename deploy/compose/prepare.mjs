// `node deploy/compose/prepare.mjs minimal|full` writes what deploy/compose.yaml needs and Git ignores: deploy/.env with
// new passwords and keys, and deploy/compose/secrets with an authority and the servers' certificates.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const deploy = join(import.meta.dirname, '..')
const secrets = join(deploy, 'compose/secrets')
const tls = join(secrets, 'tls')
const envFile = join(deploy, '.env')
const SERVICES = ['INVESTIGATION', 'PROSECUTION', 'ADJUDICATION', 'VICTIM_SUPPORT', 'AUDIT_TRAIL']
/** The servers that are reached with TLS, by the names that the services use. */
const SERVERS = ['postgres', 'identity']

const secret = () => randomBytes(32).toString('hex')

const settingsOf = (profile) => ({
  COMPOSE_PROFILES: profile,
  EVENT_FEED_URL: profile === 'full' ? 'kafka://kafka:19092/' : 'store:',
  EVENTSTOREDB_URL: profile === 'full' ? 'esdb://eventstoredb:2113?tls=false' : '',
  OTEL_EXPORTER_OTLP_ENDPOINT: profile === 'full' ? 'http://otel-collector:4318' : '',
  POSTGRES_PASSWORD: secret(),
  DEMO_PASSWORD: secret(),
  IDENTITY_ADMIN_PASSWORD: secret(),
  GRAFANA_PASSWORD: secret(),
  DIGEST_KEY: secret(),
  ...Object.fromEntries(
    SERVICES.flatMap((name) => [`DATABASE_PASSWORD_${name}`, `VAULT_KEYS_${name}`].map((variable) => [variable, secret()])),
  ),
})

const openssl = (...args) => execFileSync('openssl', args, { cwd: tls, stdio: ['ignore', 'ignore', 'pipe'] })
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout']

const certify = () => {
  // On this machine only the owner enters the folder; a container, which runs as another user, gets the one in it.
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  mkdirSync(tls, { recursive: true, mode: 0o755 })
  const subject = ['-subj', '/CN=case-timeline compose']
  openssl('req', '-x509', '-days', '825', ...subject, '-addext', 'keyUsage=critical,keyCertSign', ...NEW_KEY, 'ca.key', '-out', 'ca.pem')
  for (const server of SERVERS) {
    openssl('req', '-new', '-subj', `/CN=${server}`, ...NEW_KEY, `${server}.key`, '-out', `${server}.csr`)
    writeFileSync(join(tls, `${server}.ext`), `subjectAltName=DNS:${server},DNS:localhost\n`)
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '825', '-extfile', `${server}.ext`]
    openssl('x509', '-req', '-in', `${server}.csr`, ...issuer, '-out', `${server}.pem`)
    chmodSync(join(tls, `${server}.key`), 0o644)
    for (const ending of ['csr', 'ext']) rmSync(join(tls, `${server}.${ending}`))
  }
  // Nothing more is certified: who has no key of the authority can forge no server.
  for (const ending of ['key', 'srl']) rmSync(join(tls, `ca.${ending}`))
}

const prepare = (profile) => {
  if (!['minimal', 'full'].includes(profile)) throw new Error('usage: node deploy/compose/prepare.mjs minimal|full')
  if (existsSync(envFile))
    throw new Error(
      `${envFile} exists: its passwords belong to the data. To start over, remove the data (docker compose down --volumes), then the file.`,
    )
  certify()
  const lines = Object.entries(settingsOf(profile)).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(envFile, lines.join(''), { mode: 0o600, flag: 'wx' })
  console.log(`${envFile} is ready: docker compose -f deploy/compose.yaml run --rm demo`)
}

try {
  prepare(process.argv[2])
} catch (failure) {
  console.error(failure.code === 'ENOENT' ? 'openssl is needed to make the certificates: install it.' : failure.message)
  process.exitCode = 1
}
