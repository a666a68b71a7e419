import { resolve } from 'node:path'
import { developmentIssuer, type DevelopmentIssuer } from '@case-timeline/access'
import { AgencyId, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import { AGENCIES } from './agencies.ts'
import { EXIT, Failure } from './failure.ts'
import { keysFolder, readRunFile, type Urls } from './run-file.ts'

export interface Environment {
  readonly [name: string]: string | undefined
}

/** HTTP client of a running system. */
export interface Client {
  readonly urls: Partial<Urls>
  /** The agency that the token names, if it names one in the claim `agency`: other claims are a matter of the services. */
  readonly agencyOfToken?: string | undefined
  /** Validates the response, so that a service of another release causes an error and not a wrong result. */
  get<T>(service: ServiceName, path: string, schema: z.ZodType<T>): Promise<T>
  /** One page of the events of a service, with the cursor of the next one. */
  events<T>(service: ServiceName, range: { after: string; limit: number }, schema: z.ZodType<T>): Promise<EventPage<T>>
  post<T>(service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>
  /** Posts a body and returns the answer, whatever its status is. @throws Failure when there is none */
  send(service: ServiceName, path: string, body: unknown): Promise<Answer>
}

/** An HTTP answer; the body is undefined if it is not JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Whom casectl acts for at the embedded system. */
export interface Identity {
  readonly userId: string
  readonly agencyId: string
  readonly roles: readonly string[]
}

export interface EventPage<T> {
  readonly events: readonly T[]
  readonly cursor: string
  /** Whether the end of the log was reached. */
  readonly caughtUp: boolean
}

const REQUEST_TIMEOUT_MS = 30_000
/** For POST requests: a rebuild reads the whole log before it responds. */
const LONG_REQUEST_TIMEOUT_MS = 3_600_000

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  rule: z.string().optional(),
  errors: z.array(z.looseObject({})).optional(),
})

/**
 * Finds the running system: CASE_TIMELINE_URLS with CASE_TIMELINE_TOKEN, or the `casectl up` that runs on the data
 * folder.
 * @param identity whom it acts for at the embedded system; default: an operator
 * @throws Failure when neither is found
 */
export const connect = async (dataDir: string, env: Environment, identity?: Identity): Promise<Client> => {
  const given = env['CASE_TIMELINE_URLS']
  if (given !== undefined)
    return { ...client(parseUrls(given), () => Promise.resolve(tokenFrom(env))), agencyOfToken: agencyIn(env['CASE_TIMELINE_TOKEN']) }
  const running = await readRunFile(dataDir)
  if (!running)
    throw new Failure(`No system runs on the data folder ${resolve(dataDir)}.`, [
      'start it: npm start (or casectl up --data DIR)',
      'or give the addresses of a running system: CASE_TIMELINE_URLS=auditTrail=https://…,investigation=https://… and CASE_TIMELINE_TOKEN',
    ])
  const issuer = await developmentIssuer(keysFolder(dataDir))
  return client(running.urls, (service) => (identity ? issuer.tokenFor({ ...identity, sector: service }) : operatorToken(issuer, service)))
}

/** Parses a list such as `auditTrail=https://…,victim-support=https://…`. */
const parseUrls = (text: string): Partial<Urls> => {
  const entries = text.split(',').map((part) => {
    const [name = '', ...url] = part.trim().split('=')
    return [name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), url.join('=').replace(/\/$/, '')]
  })
  const { data } = z.partialRecord(z.enum(SERVICES), z.url({ protocol: /^https?$/ })).safeParse(Object.fromEntries(entries))
  if (data) return data
  throw new Failure(`CASE_TIMELINE_URLS is not a list of service=URL; the services are ${SERVICES.join(', ')}.`, [], EXIT.usage)
}

const tokenFrom = (env: Environment): string => {
  const token = env['CASE_TIMELINE_TOKEN']
  if (token) return token
  throw new Failure('CASE_TIMELINE_TOKEN is not set: set it to a token of your identity provider.', [], EXIT.usage)
}

/** What a token says of itself: the services verify it, and casectl does not. */
const agencyIn = (token = ''): string | undefined => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return z.object({ agency: AgencyId }).safeParse(claims).data?.agency
  } catch {
    return undefined
  }
}

/**
 * A token for a service of the embedded system. Read access to its keys allows any role: casectl acts as operator, and
 * at audit-trail also as auditor.
 */
const operatorToken = (issuer: DevelopmentIssuer, service: ServiceName): Promise<string> =>
  issuer.tokenFor({
    userId: 'casectl',
    agencyId: AGENCIES[service],
    sector: service,
    roles: service === 'auditTrail' ? ['auditor', 'operator'] : ['operator'],
  })

const client = (urls: Partial<Urls>, token: (service: ServiceName) => Promise<string>): Client => {
  const answerTo = async (method: 'GET' | 'POST', service: ServiceName, path: string, body?: unknown): Promise<Answer> => {
    const base = urls[service]
    if (base === undefined) throw new Failure(`The address of ${service} is missing.`, [`add ${service}=https://… to CASE_TIMELINE_URLS`])
    const answer = await fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${await token(service)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(method === 'GET' ? REQUEST_TIMEOUT_MS : LONG_REQUEST_TIMEOUT_MS),
    }).catch((failure: Error) => {
      throw new Failure(`${service} at ${base} does not respond (${causeOf(failure)}).`, ['check what runs: casectl doctor'])
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json().catch(() => undefined)) as unknown }
  }
  const request = async <T>(method: 'GET' | 'POST', service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown) => {
    const { status, headers, body: responseBody } = await answerTo(method, service, path, body)
    if (status < 200 || status > 299) throw refusalOf(service, status, responseBody)
    const { data, error } = schema.safeParse(responseBody)
    if (error)
      throw new Failure(`The response of ${service} to ${path} has an unknown format (at ${error.issues[0]?.path.join('.')}).`, [
        'use the casectl of the same release as the services',
      ])
    return { data: data as T, headers }
  }
  return {
    urls,
    get: async (service, path, schema) => (await request('GET', service, path, schema)).data,
    async events(service, { after, limit }, schema) {
      const { data, headers } = await request('GET', service, `/events?after=${after}&limit=${limit}`, z.array(schema))
      return { events: data, cursor: headers.get('cursor') ?? after, caughtUp: headers.get('caught-up') === 'true' }
    },
    post: async (service, path, schema, body) => (await request('POST', service, path, schema, body)).data,
    send: (service, path, body) => answerTo('POST', service, path, body),
  }
}

/** Why a request got no response, in short. */
export const causeOf = (failure: Error): string =>
  (failure.cause as { code?: string } | undefined)?.code ?? (failure.name === 'TimeoutError' ? 'no response in time' : failure.message)

/** The failure that a problem document of a service means. */
export const refusalOf = (service: ServiceName, status: number, body: unknown): Failure => {
  const { title = `status ${status}`, detail, rule, errors = [] } = Problem.safeParse(body).data ?? {}
  const message = `${service}: ${title}${detail === undefined ? '' : `: ${detail}`}${rule === undefined ? '' : ` (${rule})`}`
  if (status === 401) return new Failure(message, ['get a new token and set CASE_TIMELINE_TOKEN'])
  if (status === 404) return new Failure(message, [], EXIT.notFound)
  return new Failure(
    message,
    errors.map((error) => Object.values(error).join(': ')),
    status === 422 ? EXIT.refused : status === 400 ? EXIT.usage : EXIT.failed,
  )
}
