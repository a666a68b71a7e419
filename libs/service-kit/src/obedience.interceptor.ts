import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { DECLARED, isObeying, type Revealed } from '@case-timeline/access'
import { map, type Observable } from 'rxjs'

/** What an answer shows that an order of the court can keep from its reader. Records of events go through `receivable`, whole or not at all. */
const KEPT: readonly Revealed[] = ['referrals', 'case-facts']

/** Holds back an answer that shows facts of a case and does not go by the orders of the court: a new query cannot forget them. */
@Injectable()
export class ObedienceInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler()
    const revealed = this.reflector.getAllAndOverride<Revealed | undefined>(DECLARED.reveals, [handler, context.getClass()])
    if (revealed === undefined || !KEPT.includes(revealed)) return next.handle()
    return next.handle().pipe(
      map((answer: unknown) => {
        if (isObeying(answer)) return answer
        throw new Error(`${context.getClass().name}.${handler.name} shows ${revealed} and does not go by the orders of the court`)
      }),
    )
  }
}
