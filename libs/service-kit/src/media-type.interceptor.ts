import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import type { Observable } from 'rxjs'
import { isAcceptable, Problem } from '@case-timeline/http'

/** What `@ApiProduces()` declares. */
const PRODUCES = 'swagger/apiProduces'
const JSON_ONLY: readonly string[] = ['application/json']

/** 406 before the handler runs, so that nothing is recorded for a caller who accepts no answer that there is. */
@Injectable()
export class MediaTypeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>()
    const declared = this.reflector.getAllAndOverride<readonly string[] | undefined>(PRODUCES, [context.getHandler(), context.getClass()])
    const produced = declared ?? JSON_ONLY
    if (!produced.some((mediaType) => isAcceptable(headers.accept, mediaType)))
      throw new Problem('not-acceptable', `the answer is ${produced.join(' or ')}: send Accept: ${produced[0]}, or no Accept`)
    return next.handle()
  }
}
