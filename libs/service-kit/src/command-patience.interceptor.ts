import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Observable, throwError, timeout } from 'rxjs'
import { DECLARED, READING, type Role } from '@case-timeline/access'
import { Problem } from '@case-timeline/http'

/** From the arrival of a request, and so with what the guard waited for. */
const COMMAND_MS = 20_000

const isLate = () =>
  new Problem(
    'unavailable',
    'the command was not finished within 20 seconds, and may be recorded yet: send the request again with the same Idempotency-Key',
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
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(DECLARED.roles, [context.getHandler(), context.getClass()])
    if (!roles || roles.includes('operator') || READING.includes(http.getRequest<FastifyRequest>().method)) return next.handle()
    const first = COMMAND_MS - http.getResponse<FastifyReply>().elapsedTime
    if (first <= 0) throw isLate()
    return next.handle().pipe(timeout({ first, with: () => throwError(isLate) }))
  }
}
