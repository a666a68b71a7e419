import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { Observable } from 'rxjs'
import { Problem } from './problem.ts'
import { Views } from './views.ts'

const POSITION = /^\d{1,19}$/

/** Lets a query wait until the views have come to `min-position` (header or parameter), so that a caller reads what it wrote. */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(private readonly views: Views) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { method, headers, query, params } = context.switchToHttp().getRequest<FastifyRequest>()
    const wanted = headers['min-position'] ?? (query as Readonly<Record<string, unknown>>)['min-position']
    if (method === 'GET' && wanted !== undefined) {
      if (typeof wanted !== 'string' || !POSITION.test(wanted))
        throw new Problem('malformed-request', 'min-position must be a position that an answer to a command gave')
      if (!(await this.views.reach(wanted, (params as { readonly caseId?: string }).caseId)))
        throw new Problem('position-not-reached', `the views have not come to position ${wanted} in time`, { retryAfterSeconds: 1 })
    }
    return next.handle()
  }
}
