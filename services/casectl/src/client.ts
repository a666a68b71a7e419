import { resolve } from 'node:path'
import { developmentIssuer, type DevelopmentIssuer } from '@case-timeline/access/development'
import { AgencyId, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import { AGENCIES } from './agencies.ts'
import { exchange } from './exchange.ts'
import { EXIT, Failure } from './failure.ts'
import { type Choice, type Environment, type Target, targetOf } from './profiles.ts'
import { keysFolder, readRunFile, type Urls } from './run-file.ts'

export type { Environment }

/** HTTP client of a running system. */
export interface Client {
  readonly urls: Partial<Urls>
  /** Whether it is the system that `casectl up` runs on the data folder. */
  readonly isEmbedded: boolean
  /** The agency that the token names, if it names one in the claim `agency`: other claims are a matter of the services. */
  readonly agencyOfToken?: string | undefined
  /** Validates the response, so that a service of another release causes an error and not a wrong result. */
  get<T>(service: ServiceName, path: string, schema: z.ZodType<T>): Promise<T>
  /** One page of the events of a service, with the cursor of the next one. */
  events<T>(service: ServiceName, range: { after: string; limit: number }, schema: z.ZodType<T>): Promise<EventPage<T>>
  post<T>(service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>
  /** Posts a body and returns the answer, whatever its status is. @throws Failure when there is none */
  send(service: ServiceName, path: string, body: unknown): Promise<Answer>
  /** Asks a service without a token. @throws Error when it does not answer in time */
  reach(service: ServiceName, path: string): Promise<{ readonly status: number; readonly text: string }>
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
  /** The answer as it was written. */
  readonly text: string
  readonly cursor: string
  /** Whether the end of the log was reached. */
  readonly caughtUp: boolean
}

const REQUEST_TIMEOUT_MS = 30_000
const REACH_TIMEOUT_MS = 5_000
/** For POST requests: a rebuild reads the whole log before it responds. */
const LONG_REQUEST_TIMEOUT_MS = 3_600_000

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  rule: z.string().optional(),
  errors: z.array(z.looseObject({})).optional(),
})

/**
 * Finds the running system: the one that options or variables name (profiles.ts), or the `casectl up` that runs on the
 * data folder.
 * @param identity whom it acts for at the embedded system; default: an operator
 * @throws Failure when neither is found
 */
export const connect = async (dataDir: string, env: Environment, identity?: Identity, choice: Choice = {}): Promise<Client> => {
  const target = await targetOf(choice, env)
  if (target) return { ...client(target, target.token), isEmbedded: false, agencyOfToken: agencyIn(await target.token().catch(() => '')) }
  const running = await readRunFile(dataDir)
  if (!running)
    throw new Failure(`No system runs on the data folder ${resolve(dataDir)}.`, [
      'start it: npm start (or casectl up --data DIR)',
      'or name a deployment: --profile NAME (docs/how-to/name-a-deployment.md)',
      'or give the addresses of a running system: CASE_TIMELINE_URLS=auditTrail=https://…,investigation=https://… and CASE_TIMELINE_TOKEN',
    ])
  const issuer = await developmentIssuer(keysFolder(dataDir))
  const token = (service: ServiceName) => (identity ? issuer.tokenFor({ ...identity, sector: service }) : operatorToken(issuer, service))
  const embedded = { urls: running.urls, addressesIn: 'the run file', tokenIn: 'the data folder' }
  return { ...client(embedded, token), isEmbedded: true }
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

const client = (
  { urls, ca, addressesIn, tokenIn }: Omit<Target, 'token'>,
  token: (service: ServiceName) => Promise<string>,
): Omit<Client, 'isEmbedded'> => {
  const addressOf = (service: ServiceName): string => {
    const base = urls[service]
    if (base === undefined) throw new Failure(`The address of ${service} is missing.`, [`add ${service}=https://… to ${addressesIn}`])
    return base
  }
  const answerTo = async (
    method: 'GET' | 'POST',
    service: ServiceName,
    path: string,
    body?: unknown,
  ): Promise<Answer & { readonly text: string }> => {
    const base = addressOf(service)
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = { authorization: `Bearer ${await token(service)}`, ...(text === undefined ? {} : jsonHeaders(text)) }
    const timeoutMs = method === 'GET' ? REQUEST_TIMEOUT_MS : LONG_REQUEST_TIMEOUT_MS
    const answer = await exchange(base + path, { method, headers, body: text, ca, timeoutMs }).catch((failure: Error) => {
      throw new Failure(`${service} at ${base} does not respond (${causeOf(failure)}).`, ['check what runs: casectl doctor'])
    })
    if (answer.status >= 300 && answer.status < 400)
      throw new Failure(`${service} at ${base} answers with a redirect (${answer.status}), and the token is sent nowhere else.`, [
        `correct its address in ${addressesIn}`,
      ])
    return { status: answer.status, headers: answer.headers, body: parsedJson(answer.text), text: answer.text }
  }
  const request = async <T>(method: 'GET' | 'POST', service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown) => {
    const { status, headers, body: responseBody, text } = await answerTo(method, service, path, body)
    if (status < 200 || status > 299) throw refusalOf(service, status, responseBody, tokenIn)
    const { data, error } = schema.safeParse(responseBody)
    if (error)
      throw new Failure(`The response of ${service} to ${path} has an unknown format (at ${error.issues[0]?.path.join('.')}).`, [
        'use the casectl of the same release as the services',
      ])
    return { data: data as T, headers, text }
  }
  return {
    urls,
    get: async (service, path, schema) => (await request('GET', service, path, schema)).data,
    async events(service, { after, limit }, schema) {
      const { data, headers, text } = await request('GET', service, `/events?after=${after}&limit=${limit}`, z.array(schema))
      return { events: data, text, cursor: headers.get('cursor') ?? after, caughtUp: headers.get('caught-up') === 'true' }
    },
    post: async (service, path, schema, body) => (await request('POST', service, path, schema, body)).data,
    send: (service, path, body) => answerTo('POST', service, path, body),
    reach: (service, path) => exchange(addressOf(service) + path, { method: 'GET', headers: {}, ca, timeoutMs: REACH_TIMEOUT_MS }),
  }
}

const jsonHeaders = (text: string): Record<string, string> => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(text)),
})

/** What a service answered; undefined if it is not JSON. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why a request got no response, in short. */
export const causeOf = (failure: Error): string =>
  (failure as NodeJS.ErrnoException).name === 'TimeoutError'
    ? 'no response in time'
    : ((failure as { code?: string }).code ?? (failure.cause as { code?: string } | undefined)?.code ?? failure.message)

/** The failure that a problem document of a service means. */
export const refusalOf = (service: ServiceName, status: number, body: unknown, tokenIn = 'CASE_TIMELINE_TOKEN'): Failure => {
  const { title = `status ${status}`, detail, rule, errors = [] } = Problem.safeParse(body).data ?? {}
  const message = `${service}: ${title}${detail === undefined ? '' : `: ${detail}`}${rule === undefined ? '' : ` (${rule})`}`
  if (status === 401) return new Failure(message, [`get a new token: it is in ${tokenIn}`])
  if (status === 404) return new Failure(message, [], EXIT.notFound)
  return new Failure(
    message,
    errors.map((error) => Object.values(error).join(': ')),
    status === 422 ? EXIT.refused : status === 400 ? EXIT.usage : EXIT.failed,
  )
}
