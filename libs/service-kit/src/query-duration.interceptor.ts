import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { type Observable, tap } from 'rxjs'
import { DECLARED, type Revealed } from '@case-timeline/access'
import { problemOf } from '@case-timeline/http'
import { Metrics } from './metrics.ts'

/**
 * Measures queries: GET requests to handlers that declare what they reveal, from callers whom the guard admitted. The
 * guard is before all interceptors, so a stranger adds no value.
 */
@Injectable()
export class QueryDurationInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly metrics: Metrics,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const revealed = this.reflector.getAllAndOverride<Revealed | undefined>(DECLARED.reveals, [context.getHandler(), context.getClass()])
    const { method, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>()
    const { url: route } = routeOptions
    if (revealed === undefined || method !== 'GET' || route === undefined) return next.handle()
    const start = performance.now()
    const seconds = (): number => (performance.now() - start) / 1_000
    return next.handle().pipe(
      tap({
        complete: () => this.metrics.queryEnded(route, 'answered', seconds()),
        error: (error: unknown) => this.metrics.queryEnded(route, problemOf(error).status < 500 ? 'refused' : 'failed', seconds()),
      }),
    )
  }
}
