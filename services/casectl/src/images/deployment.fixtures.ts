import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { provideDatabases, serviceLogins, serviceUrl } from '@case-timeline/service-kit'
import { AGENCIES, AGENCY_ABROAD } from '../agencies.ts'
import type { RunningServices } from '../demo.ts'
import { certificateAuthority } from './authority.fixtures.ts'
import { docker, type Image, RESTRICTED, tagOf } from './docker.fixtures.ts'
import { identityProvider } from './identity-provider.fixtures.ts'
import { postgresContainer } from './postgres-container.fixtures.ts'

const NETWORK = 'services'
/** An address range of its own: the network has no way out. */
const SUBNET = '10.213.74'
const GATEWAY = `${SUBNET}.1`
const POSTGRES = `${SUBNET}.2`
const READY_TRIES = 900
/** The limit of a pod in the chart. Node sizes its heap by it, and without one by the memory of the machine. */
const MEMORY = '512m'

export const imageOf = (service: ServiceName): Image => service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as Image

/** The start of a container until its service is ready, in seconds. */
export interface Start {
  readonly elapsed: number
  /** Depends less than `elapsed` on what else runs on the machine. */
  readonly processor: number
}

export interface Deployment extends RunningServices {
  /** The options of `docker run` for another container of the network, with the files that each reads. */
  readonly options: readonly string[]
  /** The URL of the database of events, for the superuser. */
  readonly eventsUrl: string
  /** What each service took until it was ready; all start at once. */
  readonly starts: Readonly<Record<ServiceName, Start>>
  stop(): Promise<void>
}

const hex = (): string => randomBytes(32).toString('hex')
const forEachService = async <T>(of: (service: ServiceName) => Promise<T>): Promise<Record<ServiceName, T>> =>
  Object.fromEntries(await Promise.all(SERVICES.map(async (service) => [service, await of(service)]))) as Record<ServiceName, T>

/**
 * The five services from their images as an operator runs them in production: configured by their environment, with a
 * certificate authority of their own for PostgreSQL and the identity provider, and no other server in reach.
 */
export const deployment = async (): Promise<Deployment> => {
  const folder = await mkdtemp(join(tmpdir(), 'image-deployment-'))
  await docker('network', 'create', '--internal', `--subnet=${SUBNET}.0/24`, `--gateway=${GATEWAY}`, NETWORK)
  const authority = await certificateAuthority(folder)
  const [databaseTls, identityTls] = [
    await authority.certify('postgres', `DNS:postgres,IP:${POSTGRES}`),
    await authority.certify('identity', `DNS:identity,IP:${GATEWAY}`),
  ]
  const identity = await identityProvider(GATEWAY, identityTls)
  const postgres = { folder, network: NETWORK, address: POSTGRES, password: hex(), authority: authority.file, tls: databaseTls }
  const adminUrl = await postgresContainer(postgres)
  const logins = serviceLogins('')
  const passwords = new Map(logins.map(({ login }) => [login, hex()]))
  await provideDatabases({ adminUrl, passwordOf: (login) => passwords.get(login) })
  const digestKey = hex()
  const mounts = ['--volume', `${authority.file}:/etc/case-timeline/ca.pem:ro`, `--add-host=identity:${GATEWAY}`]
  const environments = await forEachService((service) =>
    Promise.resolve(
      Object.entries({
        ...Object.fromEntries(
          logins
            .filter((one) => one.service === service)
            .map((one) => [one.variable, inContainer(serviceUrl(adminUrl, one, passwords.get(one.login) ?? ''))]),
        ),
        OIDC_ISSUER: identity.issuer,
        OIDC_AUDIENCE: 'case-timeline',
        OIDC_JWKS: `${identity.issuer}/keys`,
        NODE_EXTRA_CA_CERTS: '/etc/case-timeline/ca.pem',
        DEPLOYMENT: 'image-suite',
        DIGEST_KEY: digestKey,
        VAULT_KEYS: hex(),
        JURISDICTION: 'PH',
        AGENCY_JURISDICTIONS: AGENCY_ABROAD,
        RECEIVING_AGENCY: AGENCIES[service],
        OPERATING_AGENCIES: AGENCIES[service],
        LOG_LEVEL: 'warn',
      }).map(([name, value]) => `--env=${name}=${value}`),
    ),
  )
  await forEachService((service) =>
    docker(
      ...['run', '--detach', `--name=${imageOf(service)}`, `--network=${NETWORK}`, `--memory=${MEMORY}`, ...RESTRICTED, ...mounts],
      ...[...environments[service], tagOf(imageOf(service))],
    ),
  )
  const ready = await forEachService(untilReady)
  return {
    urls: await forEachService((service) => Promise.resolve(ready[service].url)),
    starts: await forEachService((service) => Promise.resolve(ready[service].start)),
    eventsUrl: Object.assign(new URL(adminUrl), { pathname: '/events' }).href,
    options: [`--network=${NETWORK}`, ...RESTRICTED, ...mounts],
    tokenFor: (persona) => identity.tokenFor(persona),
    async stop() {
      await docker('rm', '--force', ...SERVICES.map(imageOf), 'postgres')
      await docker('network', 'rm', NETWORK)
      await identity.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** The URL of a database as a container of the network uses it. */
const inContainer = (text: string): string => {
  const url = new URL(text)
  url.hostname = 'postgres'
  url.searchParams.set('sslrootcert', '/etc/case-timeline/ca.pem')
  return url.href
}

/** Waits until a service is ready, and returns its address and how long its start took. */
const untilReady = async (service: ServiceName): Promise<{ readonly url: string; readonly start: Start }> => {
  const [started = '', pid = ''] = (await docker('inspect', '--format={{.State.StartedAt}} {{.State.Pid}}', imageOf(service))).split(' ')
  const url = `http://${await docker('inspect', '--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', imageOf(service))}:8080`
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
    if (answer?.ok) return { url, start: { elapsed: (Date.now() - Date.parse(started)) / 1_000, processor: await processorSeconds(pid) } }
    if (tries >= READY_TRIES) throw new Error(`${service} did not become ready:\n${await docker('logs', '--tail=20', imageOf(service))}`)
    await pause(200)
  }
}

const TICKS_PER_SECOND = 100
/** The processor time of a process and its threads until now. */
const processorSeconds = async (pid: string): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
