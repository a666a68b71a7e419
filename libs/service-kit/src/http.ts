import type { IncomingMessage } from 'node:http'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { correlationIdOf } from './correlation.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { problemOf } from './problem-of.ts'
import { Problem } from './problem.ts'
import { tell } from './problem.filter.ts'

const LARGEST_BODY = 1_048_576
const LONGEST_ADDRESS_PART = 200
const SLOWEST_REQUEST_MS = 30_000
const IDLE_CONNECTION_MS = 10_000

/** The HTTP server of a service: bounded, JSON only, each answer logged under its correlation id and counted. */
export const httpAdapter = (log: Log, metrics: Metrics, isStopping: () => boolean): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    genReqId: ({ headers }: IncomingMessage) => correlationIdOf(headers),
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    bodyLimit: LARGEST_BODY,
    routerOptions: { maxParamLength: LONGEST_ADDRESS_PART },
    // An address that cannot be read never comes to a route, so not to the filter either.
    frameworkErrors: (error: unknown, _: FastifyRequest, reply: FastifyReply) => void tell(reply, problemOf(error)),
    requestTimeout: SLOWEST_REQUEST_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  })
  const server = adapter.getInstance()
  server.removeContentTypeParser('text/plain')
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'x-correlation-id': request.id, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    if (isStopping()) return tell(reply, new Problem('unavailable', 'the service is stopping', { retryAfterSeconds: 5 }))
  })
  // Else a caller who keeps his connection open would keep the service from stopping.
  server.addHook('onSend', async (_, reply) => {
    if (isStopping()) void reply.header('connection', 'close')
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
