import { Controller, type Type } from '@nestjs/common'
import { Ctx, Payload } from '@nestjs/microservices'
import type { StoredEvent } from '@case-timeline/event-store'
import type { Consumer } from '@case-timeline/feed'
import { Delivery, Fills } from './event-handlers.ts'

/** The handler of the events of one view. @param projection the view as a consumer */
export const viewHandler = (projection: Consumer): Type => {
  @Controller()
  class ViewHandler {
    @Fills(projection)
    fill(@Payload() events: readonly StoredEvent[], @Ctx() { db }: Delivery): Promise<void> {
      return projection.apply(events, db)
    }
  }
  return ViewHandler
}
