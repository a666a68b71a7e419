import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { type Observable, tap } from 'rxjs'
import { Recorded } from './recorded.ts'

/** Gives the answer to a command the ETag that the next command may send as If-Match. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>()
    return next.handle().pipe(
      tap((answer) => {
        const last = answer instanceof Recorded ? answer.events.at(-1) : undefined
        if (last) void reply.header('etag', `"${last.revision}"`)
      }),
    )
  }
}
