import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Observable, throwError, timeout } from 'rxjs'
import { DECLARED, READING, type Role } from '@case-timeline/access'
import { BULK_PATH } from '@case-timeline/contracts'
import { Problem } from '@case-timeline/http'

/** From the arrival of a request, and so with what the guard waited for. */
const COMMAND_MS = 20_000
/** Up to 500 commands, one after the other. */
const ROWS_MS = 60_000

const isLate = (ms: number) => () =>
  new Problem(
    'unavailable',
    `the request was not finished within ${ms / 1_000} seconds, and what it sends may be recorded yet: send it again with the same keys`,
    { retryAfterSeconds: 5 },
  )

/**
 * Answers a command in time whatever it waits for, such as an event store that takes seconds for each answer. The work goes
 * on: its outcome is what the same command is answered with when it is sent again. What an operator starts may take longer.
 */
@Injectable()
export class CommandPatienceInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(DECLARED.roles, [context.getHandler(), context.getClass()])
    if (roles?.includes('operator') || READING.includes(request.method)) return next.handle()
    const limit = request.routeOptions.url?.endsWith(BULK_PATH) ? ROWS_MS : COMMAND_MS
    const first = limit - http.getResponse<FastifyReply>().elapsedTime
    if (first <= 0) throw isLate(limit)()
    return next.handle().pipe(timeout({ first, with: () => throwError(isLate(limit)) }))
  }
}
