import { AgencyId, Jurisdiction, type ServiceName } from '@case-timeline/contracts'
import { eventStoreUrlProblem } from '@case-timeline/event-store'
import { FeedUrlError, parseFeedUrl } from '@case-timeline/feed'
import { z } from 'zod'

/** What a process is given to run with; `process.env` has this shape. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment does not describe a service that could run. The message names each variable, its problem and an example, never a value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

const variable = <T extends z.ZodType>(schema: T, example: string, description: string): T =>
  schema.meta({ examples: [example], description })

const urlOf = (protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text), { error: 'is not a URL', abort: true })
    .refine((text) => protocols.includes(new URL(text).protocol), {
      error: `must begin with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    })

const DATABASE = ['postgres:', 'postgresql:']
const matching = (pattern: RegExp, error: string) => z.string().regex(pattern, { error })

/** The variables of every service. A service extends it by what it needs beside them. */
export const serviceEnvironment = z.object({
  EVENT_STORE_URL: variable(
    z.string().superRefine((url, context) => {
      const problem = eventStoreUrlProblem(url)
      if (problem !== undefined) context.addIssue(problem)
    }),
    'postgres://investigation:secret@db.example:5432/events',
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
    'what carries events to views and reactions; store: the event store itself',
  ),
  VIEWS_DATABASE_URL: variable(
    urlOf(DATABASE),
    'postgres://investigation:secret@db.example:5432/investigation',
    'the database of the views',
  ),
  VAULT_URL: variable(
    urlOf(DATABASE),
    'postgres://vault_investigation:secret@vault.example:5432/vault',
    'the database of the keys under which members of events are sealed',
  ),
  VAULT_KEYS: variable(
    matching(/^[0-9a-f]{64}(,[0-9a-f]{64}){0,9}$/, 'is not 64 hexadecimal digits, or several such keys with commas between').transform(
      (keys) => keys.split(',').map((hex) => Buffer.from(hex, 'hex')),
    ),
    '(openssl rand -hex 32)',
    'this service’s own keys over its keys in the vault: the first is used, those behind it still open what they closed',
  ),
  OIDC_ISSUER: variable(urlOf(['https:', 'http:']), 'https://id.example/realms/police', 'issuer of the tokens that are accepted'),
  OIDC_AUDIENCE: variable(z.string().min(1, { error: 'is empty' }), 'case-timeline', 'audience that a token must name'),
  OIDC_JWKS: variable(
    urlOf(['https:', 'file:']).transform((text) => new URL(text)),
    'https://id.example/realms/police/certs',
    'where the issuer’s public keys are; file: in the embedded mode only',
  ),
  HOST: variable(z.string().min(1, { error: 'is empty' }).default('127.0.0.1'), '0.0.0.0', 'address to listen on'),
  PORT: variable(
    matching(/^\d{1,5}$/, 'is not a whole number')
      .transform(Number)
      .refine((port) => port <= 65_535, { error: 'is above 65535' }),
    '3001',
    'port to listen on; 0 takes a free one',
  ),
  DEPLOYMENT: variable(
    matching(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not a lower-case name'),
    'ph-north',
    'name of the deployment, part of every event',
  ),
  DIGEST_KEY: variable(
    matching(/^[0-9a-f]{64}$/, 'is not 64 hexadecimal digits').transform((hex) => Buffer.from(hex, 'hex')),
    '(openssl rand -hex 32)',
    'key under which command bodies are compared; the same on every replica, for ever',
  ),
  JURISDICTION: variable(Jurisdiction, 'PH', 'ISO 3166 country under whose law the service records'),
  POLICY_DIR: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/etc/case-timeline/policy',
    'folder of the jurisdictions’ policies; the ones that come with the deployment when it is not set',
  ),
  AGENCY_KEYS: variable(
    urlOf(['https:', 'file:'])
      .transform((text) => new URL(text))
      .optional(),
    'https://registry.example.org/agencies.json',
    'where the keys of agencies are registered whose systems send commands as messages; none may when it is not set',
  ),
  SCHEMAS_URL: variable(
    urlOf(['https:', 'http:']).optional(),
    'https://audit.example.org/schemas',
    'where audit-trail serves the JSON Schemas that events name; they name none that can be fetched when it is not set',
  ),
  LOG_LEVEL: variable(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { error: 'is no level' }).default('info'),
    'info',
    'least level that is logged',
  ),
  LOG_FILE: variable(
    z.string().min(1, { error: 'is empty' }).optional(),
    '/var/log/investigation.log',
    'file for the log instead of the standard output',
  ),
  NODE_ENV: z.string().optional(),
})

/** The variables of a service that takes in what other sectors hand over. */
export const receivingEnvironment = serviceEnvironment.extend({
  RECEIVING_AGENCY: variable(AgencyId, 'ph-prosecution', 'agency that receives what other sectors hand over'),
})
export type Configuration = z.infer<typeof serviceEnvironment> & { readonly RECEIVING_AGENCY?: AgencyId }

/**
 * Reads a service's configuration.
 * @throws ConfigurationError with one line for each wrong variable
 */
export const configurationOf = (service: ServiceName, schema: z.ZodType<Configuration>, env: Environment): Configuration => {
  const { data, error } = schema.safeParse(env)
  const problems = error ? error.issues.map((issue) => problemOf(schema, issue, env)) : fitForProduction(data!)
  if (problems.length === 0) return data!
  throw new ConfigurationError([`${service} cannot start, its configuration is wrong:`, ...problems.map((one) => `  ${one}`)].join('\n'))
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
  // Said by whoever knows more of it than its schema.
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

/** Keys on the disk and an issuer without TLS are for the embedded mode. */
const fitForProduction = ({ NODE_ENV, OIDC_JWKS, OIDC_ISSUER }: Configuration): readonly string[] => {
  if (NODE_ENV !== 'production') return []
  return [
    ...(OIDC_JWKS.protocol === 'https:' ? [] : ['OIDC_JWKS is a file: with NODE_ENV=production the keys come from https:']),
    ...(OIDC_ISSUER.startsWith('https:') ? [] : ['OIDC_ISSUER is not https: with NODE_ENV=production it must be']),
  ]
}
