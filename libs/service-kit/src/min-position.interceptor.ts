import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { Observable } from 'rxjs'
import { type AdmittedRequest, READING } from '@case-timeline/access'
import { isPosition } from '@case-timeline/contracts'
import { Problem } from '@case-timeline/http'
import { Views } from './views.ts'

/**
 * Delays a query until the views have reached `min-position` (header or parameter), so that a caller can read its own
 * writes.
 */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(private readonly views: Views) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { method, headers, query, params, principal } = context.switchToHttp().getRequest<FastifyRequest & AdmittedRequest>()
    const { caseId } = params as { readonly caseId?: string }
    const wanted = headers['min-position'] ?? (query as Readonly<Record<string, unknown>>)['min-position']
    // A public route shows no view: it waits for none.
    if (READING.includes(method) && wanted !== undefined && principal) {
      if (typeof wanted !== 'string' || !isPosition(wanted))
        throw new Problem('malformed-request', 'min-position must be a position from the answer to a command')
      if (!(await this.views.reach(wanted, { caseId, agencyId: principal.agencyId })))
        throw new Problem('position-not-reached', `the views did not reach position ${wanted} in time`, { retryAfterSeconds: 1 })
    }
    return next.handle()
  }
}
