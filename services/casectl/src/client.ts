import { resolve } from 'node:path'
import { developmentIssuer, type DevelopmentIssuer } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import { AGENCIES } from './agencies.ts'
import { EXIT, Failure } from './failure.ts'
import { keysFolder, readRunFile, type Urls } from './run-file.ts'

export interface Environment {
  readonly [name: string]: string | undefined
}

/** A running system, spoken to over HTTP. */
export interface Client {
  readonly urls: Partial<Urls>
  /** Answers are checked against the schema: an older or newer service is told, not misread. */
  get<T>(service: ServiceName, path: string, schema: z.ZodType<T>): Promise<T>
  /** One page of the events of a service, with how far the log was looked through for it. */
  events<T>(service: ServiceName, cut: { after: string; limit: number }, schema: z.ZodType<T>): Promise<EventPage<T>>
  post<T>(service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>
}

export interface EventPage<T> {
  readonly events: readonly T[]
  readonly position: string
  /** Whether that is where the log ended. */
  readonly caughtUp: boolean
}

const PATIENCE_MS = 30_000
/** A rebuild reads the whole log before it answers. */
const LONG_WORK_MS = 3_600_000

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  rule: z.string().optional(),
  errors: z.array(z.looseObject({})).optional(),
})

/**
 * Finds the system: CASE_TIMELINE_URLS with CASE_TIMELINE_TOKEN, or the `up` that runs on the data folder.
 * @throws Failure when there is none
 */
export const connect = async (dataDir: string, env: Environment): Promise<Client> => {
  const given = env['CASE_TIMELINE_URLS']
  if (given !== undefined) return client(urlsIn(given), () => Promise.resolve(tokenIn(env)))
  const running = await readRunFile(dataDir)
  if (!running)
    throw new Failure(`Nothing runs on the data in ${resolve(dataDir)}.`, [
      'start it: npm start (or casectl up --data DIR)',
      'or name a running system: CASE_TIMELINE_URLS=auditTrail=https://…,investigation=https://… and CASE_TIMELINE_TOKEN',
    ])
  const issuer = await developmentIssuer(keysFolder(dataDir), env)
  return client(running.urls, (service) => operatorToken(issuer, service))
}

/** `auditTrail=https://…,victim-support=https://…` */
const urlsIn = (text: string): Partial<Urls> => {
  const named = text.split(',').map((part) => {
    const [name = '', ...url] = part.trim().split('=')
    return [name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), url.join('=').replace(/\/$/, '')]
  })
  const { data } = z.partialRecord(z.enum(SERVICES), z.url({ protocol: /^https?$/ })).safeParse(Object.fromEntries(named))
  if (data) return data
  throw new Failure(`CASE_TIMELINE_URLS is not a list of service=URL; the services are ${SERVICES.join(', ')}.`, [], EXIT.usage)
}

const tokenIn = (env: Environment): string => {
  const token = env['CASE_TIMELINE_TOKEN']
  if (token) return token
  throw new Failure('CASE_TIMELINE_TOKEN is not set: a token of your identity provider is needed.', [], EXIT.usage)
}

/** In the embedded mode whoever may read the keys may ask as anybody; casectl asks as the operator, and as the auditor of audit-trail. */
const operatorToken = (issuer: DevelopmentIssuer, service: ServiceName): Promise<string> =>
  issuer.tokenFor({
    userId: 'casectl',
    agencyId: AGENCIES[service],
    sector: service,
    roles: service === 'auditTrail' ? ['auditor', 'operator'] : ['operator'],
  })

const client = (urls: Partial<Urls>, token: (service: ServiceName) => Promise<string>): Client => {
  const ask = async <T>(method: 'GET' | 'POST', service: ServiceName, path: string, schema: z.ZodType<T>, body?: unknown) => {
    const base = urls[service]
    if (base === undefined) throw new Failure(`No address of ${service} is known.`, [`add ${service}=https://… to CASE_TIMELINE_URLS`])
    const answer = await fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${await token(service)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(method === 'GET' ? PATIENCE_MS : LONG_WORK_MS),
    }).catch((failure: Error) => {
      throw new Failure(`${service} at ${base} does not answer (${causeOf(failure)}).`, ['look at what runs: casectl doctor'])
    })
    const answered: unknown = await answer.json().catch(() => undefined)
    if (!answer.ok) throw refusal(service, answer.status, answered)
    const { data, error } = schema.safeParse(answered)
    if (error)
      throw new Failure(`${service} answered ${path} in a shape that this casectl does not know (${error.issues[0]?.path.join('.')}).`, [
        'use the casectl of the same release as the services',
      ])
    return { data: data as T, headers: answer.headers }
  }
  return {
    urls,
    get: async (service, path, schema) => (await ask('GET', service, path, schema)).data,
    async events(service, { after, limit }, schema) {
      const { data, headers } = await ask('GET', service, `/events?after=${after}&limit=${limit}`, z.array(schema))
      return { events: data, position: headers.get('position') ?? after, caughtUp: headers.get('caught-up') === 'true' }
    },
    post: async (service, path, schema, body) => (await ask('POST', service, path, schema, body)).data,
  }
}

export const causeOf = (failure: Error): string =>
  (failure.cause as { code?: string } | undefined)?.code ?? (failure.name === 'TimeoutError' ? 'no answer in time' : failure.message)

const refusal = (service: ServiceName, status: number, body: unknown): Failure => {
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
