import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { type Observable, tap } from 'rxjs'
import { CommandResult } from './command-result.ts'

/**
 * Sets the ETag of the answer to a command, which the next command may send as If-Match; 202 for a command that waits for
 * approval, whose stream is as before.
 */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>()
    return next.handle().pipe(
      tap((answer) => {
        if (!(answer instanceof CommandResult)) return
        const last = answer.events.at(-1)
        if (answer.approval) void reply.status(202)
        else if (last) void reply.header('etag', `"${last.revision}"`)
      }),
    )
  }
}
