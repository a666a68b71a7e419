import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { concatMap, type Observable } from 'rxjs'
import { DECLARED, READING, type Revealed } from '@case-timeline/access'
import { ViewsOnLog } from './views-on-log.ts'

/** What is read from views. Events and their verification are read from the store, which shows what there is. */
const OF_VIEWS: readonly (Revealed | undefined)[] = ['case-facts', 'referrals']

/** Answers no query from views that show what followed from events that the log does not have any more. */
@Injectable()
export class ViewsOnLogInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly views: ViewsOnLog,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const revealed = this.reflector.getAllAndOverride<Revealed | undefined>(DECLARED.reveals, [context.getHandler(), context.getClass()])
    const { method } = context.switchToHttp().getRequest<FastifyRequest>()
    if (!OF_VIEWS.includes(revealed) || !READING.includes(method)) return next.handle()
    await this.views.require()
    // Once more, because the log may go back while the query waits for a position, or reads.
    return next.handle().pipe(concatMap((answer) => this.views.require().then(() => answer)))
  }
}
