import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { TokenVerifier } from '@case-timeline/access'
import type { SignedCommands } from '@case-timeline/agency-api'
import { allowedMethodsOf } from './allowed-methods.ts'
import { refuseNoRequests } from './client-errors.ts'
import { answerConditionally } from './conditional-reads.ts'
import type { Configuration } from './configuration.ts'
import { correlationIdOf } from './correlation.ts'
import { crossOrigin } from './cross-origin.ts'
import { type EntranceLimits, guardEntrance } from './entrance.ts'
import { acceptBodies } from './json-body.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { endUnusedConnections } from './connections.ts'
import type { Shutdown } from './shutdown.ts'
import { signedBodies } from './signed-bodies.ts'
import type { RequestSpan, Tracing } from './tracing.ts'
import { type DerivedKeys, problemOf, sendProblem, textOf } from '@case-timeline/http'

const MAX_PATH_PARAMETER_LENGTH = 200
const REQUEST_TIMEOUT_MS = 30_000

export interface HttpParts {
  readonly log: Log
  readonly metrics: Metrics
  readonly tracing?: Tracing | undefined
  readonly tokens: TokenVerifier
  readonly signedCommands: SignedCommands
  readonly limits: EntranceLimits
  readonly settings: HttpSettings
}

export interface HttpSettings {
  /** How long a connection without a request stays open: longer than a load balancer keeps it, which would lose requests. */
  readonly keepAliveSeconds: number
  /** Exact origins of pages that may read answers. */
  readonly origins: readonly string[]
  /** The key of the tags of reads. */
  readonly tagKey: Uint8Array
}

/** The settings of a service's configuration. */
export const httpSettingsOf = (
  { KEEP_ALIVE_SECONDS, CORS_ORIGINS }: Pick<Configuration, 'KEEP_ALIVE_SECONDS' | 'CORS_ORIGINS'>,
  keys: DerivedKeys,
): HttpSettings => ({
  keepAliveSeconds: KEEP_ALIVE_SECONDS,
  origins: CORS_ORIGINS,
  tagKey: keys.of('entity tags of reads'),
})

/** The fields of every answer, until something more is known of it. */
const headersOfEvery = ({ id }: FastifyRequest) => ({
  'x-correlation-id': id,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
})

/** The HTTP server of a service: bounded, JSON only; each answer is logged under its correlation id and counted. */
export const httpAdapter = (
  { log, metrics, tracing, tokens, signedCommands, limits, settings }: HttpParts,
  shutdown: Shutdown,
): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    genReqId: ({ headers }: IncomingMessage) => correlationIdOf(headers),
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    // A malformed address reaches no route, and therefore neither the exception filter nor a hook.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void sendProblem(reply.headers(headersOfEvery(request)), problemOf(error)),
    clientErrorHandler: refuseNoRequests(log),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: settings.keepAliveSeconds * 1_000,
    forceCloseConnections: 'idle',
    // What arrives while the service stops is still answered.
    return503OnClosing: false,
  })
  const server = adapter.getInstance()
  acceptBodies(server, signedBodies(signedCommands))
  const allowedMethods = allowedMethodsOf(server)
  const origins = crossOrigin(settings.origins)
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(headersOfEvery(request))
    origins.allow(request, reply)
  })
  if (tracing) traceRequests(server, tracing)
  guardEntrance(server, { tokens, limits, allowedMethods, origins })
  // A text may be sent as bytes, which the type of Fastify does not say.
  server.setReplySerializer(textOf as (answer: unknown) => string)
  answerConditionally(server, settings.tagKey)
  endUnusedConnections(server.server, shutdown.draining)
  // A caller with a keep-alive connection would stay with a replica that ends.
  server.addHook('onSend', async (_, reply) => {
    if (shutdown.isRequested()) void reply.header('connection', 'close')
  })
  server.addHook('onResponse', async (request, reply) => {
    const { method } = request
    const route = request.routeOptions.url ?? '(none)'
    const { statusCode: status, elapsedTime } = reply
    metrics.answered(method, route, status, elapsedTime / 1000)
    request.log.info({ method, route, status, ms: Math.round(elapsedTime * 10) / 10 }, 'answered')
  })
  return adapter
}

/** The ends of what is open on a connection. */
const openOn = (connections: WeakMap<Socket, Set<() => void>>, socket: Socket): Set<() => void> => {
  const known = connections.get(socket)
  if (known) return known
  const open = new Set<() => void>()
  connections.set(socket, open)
  socket.once('close', () => open.forEach((end) => end()))
  return open
}

/** A span for each request, from its first hook until its answer is sent or its caller is gone. */
const traceRequests = (server: FastifyInstance, tracing: Tracing): void => {
  const spans = new WeakMap<object, RequestSpan>()
  const connections = new WeakMap<Socket, Set<() => void>>()
  const inSpan = (request: object, done: () => void): void => {
    const span = spans.get(request)
    if (span) span.enter(done)
    else done()
  }
  server.addHook('onRequest', async (request, reply) => {
    const { method, headers, id, routeOptions } = request
    const span = tracing.request(method, routeOptions.url, headers, id)
    spans.set(request, span)
    const open = openOn(connections, request.raw.socket)
    const end = (): void => {
      if (open.delete(end)) span.end(reply.raw.headersSent ? reply.raw.statusCode : undefined)
    }
    open.add(end)
    // Not `onResponse`, which an answer that was cut off does not reach. One that waits behind another answer of its
    // connection is not even closed then.
    reply.raw.once('close', end)
  })
  // Not before: what reads the body continues in the context of the connection.
  server.addHook('preValidation', (request, _, done) => inSpan(request, done))
  // The hooks after this one continue in the span, so that the log entry of the answer has its ids.
  server.addHook('onResponse', (request, _, done) => inSpan(request, done))
}
