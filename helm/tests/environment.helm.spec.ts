import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import {
  type Configuration,
  ConfigurationError,
  configurationOf,
  receivingEnvironment,
  serviceEnvironment,
  signingEnvironment,
} from '@case-timeline/service-kit'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { parse } from 'yaml'
import { PROFILES, render, type Values, valuesOf } from './helm.ts'
import { type EnvVar, type Manifest, podsOf } from './manifests.ts'

/** What operators have in the Secrets that the values name. */
const SECRETS: Readonly<Record<string, string>> = {
  EVENT_STORE_URL: 'postgres://events_x:secret@db.example:5432/events?sslmode=verify-full',
  VIEWS_DATABASE_URL: 'postgres://views_x:secret@db.example:5432/views?sslmode=verify-full',
  VAULT_URL: 'postgres://vault_x:secret@vault.example:5432/vault?sslmode=verify-full',
  VAULT_KEYS: 'ab'.repeat(32),
  DIGEST_KEY: 'cd'.repeat(32),
  KAFKA_LOGIN: 'login:secret%40',
}

const SCHEMAS = {
  investigation: serviceEnvironment,
  prosecution: receivingEnvironment,
  adjudication: receivingEnvironment,
  victimSupport: receivingEnvironment,
  auditTrail: signingEnvironment,
}

const kebab = (service: ServiceName): string => service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The environment that Kubernetes makes of a list of variables: from Secrets, and with each $(NAME) replaced. */
const environmentOf = (variables: readonly EnvVar[]): Readonly<Record<string, string>> => {
  const env: Record<string, string> = {}
  for (const { name, value = '', valueFrom } of variables)
    env[name] =
      valueFrom === undefined
        ? value.replace(/\$\((\w+)\)/g, (all, other: string) => env[other] ?? all)
        : valueFrom.fieldRef === undefined
          ? (SECRETS[valueFrom.secretKeyRef?.key ?? ''] ?? '')
          : 'pod'
  return env
}

const variablesOf = (manifests: readonly Manifest[], service: ServiceName): readonly EnvVar[] =>
  podsOf(manifests).find(({ of }) => of.kind === 'Deployment' && of.metadata.name === `ct-case-timeline-${kebab(service)}`)?.spec
    .containers[0]?.env ?? []

const configured = async (service: ServiceName, profile: string, values: Values = {}): Promise<Configuration> =>
  configurationOf(service, SCHEMAS[service], environmentOf(variablesOf(await render({ files: valuesOf(profile), values }), service)))

describe.each(Object.keys(PROFILES))('the profile %s', (profile) => {
  it.each(SERVICES)('configures %s as the service itself requires', async (service) =>
    expect(await configured(service, profile)).toMatchObject({
      HOST: '0.0.0.0',
      PORT: 8080,
      DEPLOYMENT: 'ph-north',
      JURISDICTION: 'PH',
      DEVELOPMENT_MODE: 'off',
    }),
  )
})

describe('the profile demo', () => {
  /** What Compose takes from its own servers, and what a site states itself. */
  const OF_THE_SITE =
    /^(EVENT_STORE_URL|EVENT_FEED_URL|VIEWS_DATABASE_URL|VAULT_\w+|DIGEST_KEY|OIDC_\w+|NODE_EXTRA_CA_CERTS|DEPLOYMENT|OTEL_\w+)$/
  const file = new URL('../../deploy/compose.yaml', import.meta.url)
  const { services } = parse(readFileSync(file, 'utf8'), { merge: true, logLevel: 'silent' }) as {
    readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>
  }
  const inChart = async (service: ServiceName, profile: string) =>
    environmentOf(variablesOf(await render({ files: valuesOf(profile) }), service))

  it.each(SERVICES)('gives %s what Compose gives it for the demo case, and nothing else', async (service) => {
    const inCompose = Object.entries(services[kebab(service)]!.environment).filter(([name]) => !OF_THE_SITE.test(name))
    expect(inCompose.length).toBeGreaterThan(2)
    const [demo, minimal] = await Promise.all([inChart(service, 'demo'), inChart(service, 'minimal')])
    expect(demo).toEqual({ ...minimal, ...Object.fromEntries(inCompose) })
  })
})

describe('the environment', () => {
  it('has the feed of the profile', async () => {
    expect((await configured('investigation', 'minimal')).EVENT_FEED_URL).toBe('store:')
    expect((await configured('investigation', 'prod')).EVENT_FEED_URL).toBe(
      'kafka://login:secret%40@kafka-1.example:9093,kafka-2.example:9093/?ssl=true&sasl=scram-sha-512&prefix=ph.',
    )
  })

  it('has the agencies whose operators may operate the services', async () =>
    expect((await configured('auditTrail', 'minimal')).OPERATING_AGENCIES).toEqual(['ph-police']))

  it('names the receiving agency of each sector that has one', async () =>
    expect(
      await Promise.all(
        (['prosecution', 'adjudication', 'victimSupport'] as const).map(async (one) => (await configured(one, 'minimal')).RECEIVING_AGENCY),
      ),
    ).toEqual(['ph-prosecution', 'ph-court', 'ph-shelter']))

  it('names no receiving agency where each document names its office', async () => {
    const values = { services: { prosecution: { receivingAgency: '' } } }
    expect((await configured('prosecution', 'minimal', values)).RECEIVING_AGENCY).toBeUndefined()
  })

  it('has the key and the file of the signed heads in audit-trail', async () =>
    expect(await configured('auditTrail', 'minimal', { logHeads: { existingSecret: 'heads', existingClaim: 'heads' } })).toMatchObject({
      LOG_HEADS_KEY_FILE: '/etc/case-timeline/log-heads/log-heads-key',
      LOG_HEADS_FILE: '/var/lib/case-timeline/log-heads',
    }))

  it('has each setting that a service offers and the values state', async () => {
    const values = {
      agencyJurisdictions: { 'my-police': 'MY', 'id-police': 'ID' },
      agencyKeysUrl: 'https://registry.example/agencies.json',
      oidc: {
        roles: { 'EXAMPLE\\Team A': 'investigator' },
        claims: { user: 'oid', agency: 'https://id.example/office', roles: '/realm_access/roles' },
      },
      schemasUrl: 'https://audit.example/schemas',
      logLevel: 'warn',
      agencyQuota: 5_000_000,
      keepAliveSeconds: 620,
      corsOrigins: ['https://portal.police.example', 'https://court.example:8443'],
      idempotencyKeys: 'required',
      startPatienceSeconds: 120,
      shutdown: { delaySeconds: 3, drainSeconds: 40 },
      policies: { existingConfigMap: 'policies', checksum: 'ab' },
      services: { investigation: { env: { DEPLOYMENT: 'th-south' } } },
    }
    const { AGENCY_KEYS, AGENCY_JURISDICTIONS, OIDC_ROLES, ...others } = await configured('investigation', 'prod', values)
    expect(AGENCY_KEYS?.href).toBe(values.agencyKeysUrl)
    expect(Object.fromEntries(AGENCY_JURISDICTIONS)).toEqual(values.agencyJurisdictions)
    expect(Object.fromEntries(OIDC_ROLES)).toEqual(values.oidc.roles)
    expect(others).toMatchObject({
      OIDC_CLAIMS: values.oidc.claims,
      SCHEMAS_URL: values.schemasUrl,
      LOG_LEVEL: 'warn',
      AGENCY_QUOTA: 5_000_000,
      KEEP_ALIVE_SECONDS: 620,
      CORS_ORIGINS: values.corsOrigins,
      IDEMPOTENCY_KEYS: 'required',
      START_PATIENCE_SECONDS: 120,
      SHUTDOWN_DELAY_SECONDS: 3,
      SHUTDOWN_DRAIN_SECONDS: 40,
      POLICY_DIR: '/etc/case-timeline/policy',
      DEPLOYMENT: 'th-south',
    })
  })

  it('is refused by the service when a variable that it requires is missing', async () => {
    const variables = variablesOf(await render({ files: valuesOf('minimal') }), 'investigation')
    const required = Object.entries(serviceEnvironment.shape).flatMap(([name, schema]) =>
      schema.safeParse(undefined).success ? [] : [name],
    )
    expect(required.length).toBeGreaterThan(5)
    for (const name of required)
      expect(() =>
        configurationOf('investigation', serviceEnvironment, environmentOf(variables.filter((variable) => variable.name !== name))),
      ).toThrow(ConfigurationError)
  })

  it('has no variable that no service reads', async () => {
    const manifests = await render({ files: valuesOf('prod') })
    const read = new Set([...SERVICES.flatMap((service) => Object.keys(SCHEMAS[service].shape)), 'KAFKA_LOGIN'])
    const unread = SERVICES.flatMap((service) => variablesOf(manifests, service).map(({ name }) => name)).filter((name) => !read.has(name))
    expect(unread).toEqual([])
  })
})
