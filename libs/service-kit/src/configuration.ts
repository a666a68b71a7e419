import { isTrustedAddress } from '@case-timeline/access'
import { AgencyId, Jurisdiction, type ServiceName } from '@case-timeline/contracts'
import { eventStoreUrlProblem } from '@case-timeline/event-store/drivers'
import { FeedUrlError, parseFeedUrl } from '@case-timeline/feed'
import { z } from 'zod'
import { DATABASE_PROTOCOLS, databaseProblems, DATABASES, LOOPBACK, unverifiedServer } from './database-urls.ts'
import { matching, urlSchema, variable } from './environment-variable.ts'
import { httpEnvironment } from './http-environment.ts'
import { identityEnvironment } from './identity-environment.ts'
import { tracingEnvironment } from './tracing-environment.ts'

/** The environment variables of a process; `process.env` has this shape. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment is not a valid configuration. The message names each variable, its problem and an example, never a
 * value.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

const AGENCY_JURISDICTION = /^[a-z0-9][a-z0-9-]{1,62}:[A-Z]{2}$/

/** The variables of every service. A service extends this schema by its own variables. */
export const serviceEnvironment = z.object({
  ...tracingEnvironment,
  ...httpEnvironment,
  ...identityEnvironment,
  EVENT_STORE_URL: variable(
    z.string().superRefine((url, context) => {
      const problem = eventStoreUrlProblem(url)
      if (problem !== undefined) context.addIssue(problem)
    }),
    'postgres://investigation:secret@db.example:5432/events?sslmode=verify-full',
    'the event store',
  ),
  EVENT_FEED_URL: variable(
    z
      .string()
      .superRefine((url, context) => {
        const problem = feedUrlProblem(url)
        if (problem !== undefined) context.addIssue(problem)
      })
      .default('store:'),
    'kafka://kafka.example:9092/',
    'transport of events to views and reactions; with store: they are read from the event store',
  ),
  VIEWS_DATABASE_URL: variable(
    urlSchema(DATABASE_PROTOCOLS),
    'postgres://investigation:secret@db.example:5432/investigation?sslmode=verify-full',
    'database of the views',
  ),
  VAULT_URL: variable(
    urlSchema(DATABASE_PROTOCOLS),
    'postgres://vault_investigation:secret@vault.example:5432/vault?sslmode=verify-full',
    'database of the keys that encrypt members of events',
  ),
  VAULT_KEYS: variable(
    matching(/^[0-9a-f]{64}(,[0-9a-f]{64}){0,9}$/, 'is not 64 hexadecimal digits, or several such keys separated by commas').transform(
      (keys) => keys.split(',').map((hex) => Buffer.from(hex, 'hex')),
    ),
    '(openssl rand -hex 32)',
    'keys that encrypt this service’s keys in the vault: the first encrypts, the others still decrypt',
  ),
  DEPLOYMENT: variable(
    matching(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not a lower-case name'),
    'ph-north',
    'name of the deployment, part of every event',
  ),
  DIGEST_KEY: variable(
    matching(/^[0-9a-f]{64}$/, 'is not 64 hexadecimal digits').transform((hex) => Buffer.from(hex, 'hex')),
    '(openssl rand -hex 32)',
    'key of the HMAC that compares command bodies; the same on every replica, never changed',
  ),
  JURISDICTION: variable(Jurisdiction, 'PH', 'ISO 3166 country under whose law the service records'),
  AGENCY_JURISDICTIONS: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((one) => one !== ''))
      .pipe(z.array(matching(AGENCY_JURISDICTION, 'is not a list of agencies with a country each')))
      // A map: an agency may have the name of a member that every object has.
      .transform((pairs): ReadonlyMap<AgencyId, string> => new Map(pairs.map((pair) => pair.split(':') as [AgencyId, string]))),
    'id-police:ID,my-police:MY',
    'agencies that record under the law of another country than JURISDICTION',
  ),
  POLICY_DIR: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/etc/case-timeline/policy',
    'folder of the jurisdictions’ policies; if not set, the policies of the deployment',
  ),
  AGENCY_KEYS: variable(
    urlSchema(['https:', 'file:'])
      .transform((text) => new URL(text))
      .optional(),
    'https://registry.example.org/agencies.json',
    'address of the registered keys of agencies whose systems sign commands; if not set, no signed command is accepted',
  ),
  SCHEMAS_URL: variable(
    urlSchema(['https:', 'http:']).optional(),
    'https://audit.example.org/schemas',
    'address at which audit-trail serves the JSON Schemas of events; if not set, events name a URN instead',
  ),
  LOG_LEVEL: variable(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { error: 'is not a log level' }).default('info'),
    'info',
    'lowest level that is logged',
  ),
  LOG_FILE: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/var/log/investigation.log',
    'file for the log instead of the standard output',
  ),
  START_PATIENCE_SECONDS: variable(
    z.coerce.number({ error: 'is not a number' }).min(0, { error: 'is negative' }).max(3_600, { error: 'is more than 3600' }).default(60),
    '60',
    'how long a start waits for a database or broker that starts or is busy',
  ),
  SHUTDOWN_DELAY_SECONDS: variable(
    z.coerce.number({ error: 'is not a number' }).min(0, { error: 'is negative' }).max(600, { error: 'is more than 600' }).default(0),
    '5',
    'how long a service that stops is not ready but still accepts requests, until they are routed elsewhere',
  ),
  SHUTDOWN_DRAIN_SECONDS: variable(
    z.coerce.number({ error: 'is not a number' }).min(1, { error: 'is less than 1' }).max(600, { error: 'is more than 600' }).default(25),
    '45',
    'how long it may take after that to answer the requests that it has and to close everything',
  ),
  OPERATING_AGENCIES: variable(
    z
      .string()
      .transform((list) => list.split(',').filter((one) => one !== ''))
      .pipe(z.array(AgencyId, { error: 'is not a list of agency ids separated by commas' }))
      .default([]),
    'ph-police',
    'agencies whose operators may operate this service; if not set, no operator can',
  ),
  DEVELOPMENT_MODE: variable(
    z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
    'off',
    'on: accepts keys that are on this machine, and listens only to this machine',
  ),
})

/** The variables of a service that receives handovers of other sectors. */
export const receivingEnvironment = serviceEnvironment.extend({
  RECEIVING_AGENCY: variable(
    AgencyId.optional(),
    'ph-prosecution',
    'agency that receives what other sectors hand over without naming an office; without it, such a document waits until it names one',
  ),
})

/** The variables of audit-trail, which sees every event and signs the heads of the log. */
export const signingEnvironment = serviceEnvironment.extend({
  LOG_HEADS_KEY_FILE: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/etc/case-timeline/log-heads-key',
    'file of the key that signs the heads of the log, from casectl audit create-key; without it, no head is signed',
  ),
  LOG_HEADS_FILE: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/var/lib/case-timeline/log-heads',
    'file to which the signed heads are appended, not on the host of the database',
  ),
})

export type Configuration = z.infer<typeof serviceEnvironment> & {
  readonly RECEIVING_AGENCY?: AgencyId | undefined
  readonly LOG_HEADS_KEY_FILE?: string | undefined
  readonly LOG_HEADS_FILE?: string | undefined
}

/**
 * Reads a service's configuration.
 * @throws ConfigurationError with one line for each wrong variable
 */
export const configurationOf = (service: ServiceName, schema: z.ZodType<Configuration>, env: Environment): Configuration => {
  const problems = configurationProblems(schema, env)
  if (problems.length === 0) return schema.parse(env)
  throw new ConfigurationError([`${service} cannot start, its configuration is invalid:`, ...problems.map((one) => `  ${one}`)].join('\n'))
}

/** What is wrong with a service's configuration, one sentence for each problem, without a value; empty: it is valid. */
export const configurationProblems = (schema: z.ZodType<Configuration>, env: Environment): readonly string[] => {
  const { data, error } = schema.safeParse(env)
  return error ? error.issues.map((issue) => problemOf(schema, issue, env)) : [...modeProblems(data!, env), ...databaseProblems(data!)]
}

const feedUrlProblem = (url: string): string | undefined => {
  if (url === 'store:') return undefined
  try {
    parseFeedUrl(url)
    return undefined
  } catch (error) {
    if (error instanceof FeedUrlError) return error.message
    throw error
  }
}

const problemOf = (schema: z.ZodType<Configuration>, issue: z.core.$ZodIssue, env: Environment): string => {
  const name = String(issue.path[0])
  // Some checks, such as that of the feed URL, name the variable themselves: their message is complete.
  if (issue.message.startsWith(name)) return issue.message
  const described = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>)[name]?.meta() : undefined
  const problem =
    env[name] === undefined
      ? 'is not set'
      : issue.code === 'invalid_format' && issue.message.startsWith('Invalid')
        ? 'is malformed'
        : issue.message
  const example = (described?.examples as readonly string[] | undefined)?.[0]
  return `${name} ${problem}: ${described?.description ?? 'see the documentation'}; for example ${name}=${example ?? '…'}`
}

/**
 * A person who can read a development system's keys can act as every user: a service accepts such keys only if
 * nobody on another machine can reach it.
 */
const modeProblems = (configuration: Configuration, env: Environment): readonly string[] => {
  const { DEVELOPMENT_MODE, HOST, OIDC_JWKS, OIDC_ISSUER } = configuration
  if (DEVELOPMENT_MODE === 'on')
    return [
      ...(LOOPBACK.test(HOST) ? [] : ['HOST must be 127.0.0.1 with DEVELOPMENT_MODE=on: its keys protect nothing from other machines']),
      ...(isLocalOrTrusted(OIDC_JWKS) ? [] : ['OIDC_JWKS must begin with https://, or be on this machine: others could replace the keys']),
      ...(OIDC_JWKS !== undefined || isTrustedAddress(new URL(OIDC_ISSUER), true)
        ? []
        : ['OIDC_ISSUER must begin with https://, or be on this machine: others could replace the keys that it publishes']),
    ]
  return [
    ...(env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? [
          'NODE_TLS_REJECT_UNAUTHORIZED must not be 0: nobody would check who sends the keys of tokens; NODE_EXTRA_CA_CERTS names an authority of your own',
        ]
      : []),
    ...(OIDC_JWKS === undefined || OIDC_JWKS.protocol === 'https:'
      ? []
      : ['OIDC_JWKS must begin with https:// unless DEVELOPMENT_MODE=on: a file may be anybody’s']),
    ...(OIDC_ISSUER.startsWith('https:') ? [] : ['OIDC_ISSUER must begin with https:// unless DEVELOPMENT_MODE=on']),
    ...DATABASES.flatMap((name) => unverifiedServer(name, configuration[name]) ?? []),
  ]
}

const isLocalOrTrusted = (jwks: URL | undefined): boolean => jwks === undefined || jwks.protocol === 'file:' || isTrustedAddress(jwks, true)

/** What the tokens of users have to have. */
export const tokensAcceptedBy = ({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS, OIDC_CLAIMS, OIDC_ROLES, DEVELOPMENT_MODE }: Configuration) => ({
  issuer: OIDC_ISSUER,
  audience: OIDC_AUDIENCE,
  jwks: OIDC_JWKS,
  claims: { places: OIDC_CLAIMS, roleNames: OIDC_ROLES },
  development: DEVELOPMENT_MODE === 'on',
})
