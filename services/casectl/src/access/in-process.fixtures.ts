import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { FastifyInstance } from 'fastify'
import { type FiveServices, fiveServices } from '../five-services.fixtures.ts'

/** An answer, complete. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  /** The `type` of a problem. */
  readonly problem: string | undefined
}

export interface Request {
  readonly method: string
  readonly url: string
  readonly authorization?: string | undefined
  readonly body?: object | undefined
  /** Of a stream, which has no end: the text up to which it is read. */
  readonly until?: string | undefined
}

/** A running service, reached without a socket. */
export interface InProcess {
  /** The routes of its router, such as `GET /cases/:caseId`. */
  readonly routes: readonly string[]
  send(request: Request): Promise<Answer>
}

const problemOf = (text: string): string | undefined => /^\{"type":"([^"]+)"/.exec(text)?.[1]

const send = async (server: FastifyInstance, { method, url, authorization, body, until }: Request): Promise<Answer> => {
  const headers = { ...(authorization === undefined ? {} : { authorization }), ...(body ? { 'content-type': 'application/json' } : {}) }
  const reply = await server.inject({
    method: method as 'GET',
    url,
    headers,
    payloadAsStream: until !== undefined,
    ...(body ? { payload: JSON.stringify(body) } : {}),
  })
  let text = ''
  if (until === undefined) text = reply.payload
  else
    for await (const part of reply.stream()) {
      text += String(part)
      if (reply.statusCode === 200 && text.includes(until)) break
    }
  return { status: reply.statusCode, headers: reply.headers, text, problem: problemOf(text) }
}

interface Server {
  readonly server: FastifyInstance
  readonly routes: readonly string[]
}

/** Starts services in this process, and reads the routes of each from its router while it is built. */
const followed = async <T>(start: () => Promise<T>): Promise<{ readonly started: T; readonly servers: readonly Server[] }> => {
  const servers: Server[] = []
  const follow = (message: unknown): void => {
    const { fastify: server } = message as { readonly fastify: FastifyInstance }
    const routes: string[] = []
    server.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)))
    servers.push({ server, routes })
  }
  subscribe('fastify.initialization', follow)
  const started = await start()
  unsubscribe('fastify.initialization', follow)
  return { started, servers }
}

const reachedAt = (servers: readonly Server[], url: string): InProcess => {
  const found = servers.find(({ server }) => server.listeningOrigin === url)
  if (!found) throw new Error(`no server of this process listens at ${url}`)
  return { routes: found.routes, send: (request) => send(found.server, request) }
}

const UNLIMITED = { AGENCY_QUOTA: '9999999' }

/** Starts the five services in this process. */
export const inProcessServices = async (adminUrl: string) => {
  const { started: five, servers } = await followed<FiveServices>(() => fiveServices(adminUrl, undefined, UNLIMITED))
  const reached = SERVICES.map((service) => [service, reachedAt(servers, five.urls[service])] as const)
  return {
    five,
    services: Object.fromEntries(reached) as Readonly<Record<ServiceName, InProcess>>,
    /** Another replica of a service, which keeps nothing yet. */
    async replica(service: ServiceName): Promise<InProcess & { stop(): Promise<void> }> {
      const { started, servers: ofReplica } = await followed(() => five.replica(service, UNLIMITED))
      return { ...reachedAt(ofReplica, started.url), stop: () => started.stop() }
    },
  }
}
