import type { EventStore } from '@case-timeline/event-store'
import type { ConsumerOffLog } from '@case-timeline/feed'
import { Problem } from '@case-timeline/http'

/** Whether the views of a service rest on events that the log has. An abstract class, because Nest injects it by this token. */
export abstract class ViewsOnLog {
  /** @throws Problem `unavailable` while a view shows what followed from events that the log lacks */
  abstract require(): Promise<void>
}

/**
 * Asks the databases only until the answer is yes, and again after the log went back: while a process sees no event
 * missing, its views cannot rest on one.
 * @param offLog the views whose checkpoints rest on events that the log lacks
 */
export const viewsOnLog = (store: Pick<EventStore, 'generation'>, offLog: () => Promise<readonly ConsumerOffLog[]>): ViewsOnLog => {
  let confirmed: number | undefined
  return {
    async require() {
      if (confirmed === store.generation) return
      const { generation } = store
      const [waiting] = await offLog()
      if (waiting)
        throw new Problem(
          'unavailable',
          `the event store was restored to an earlier state, and ${waiting.consumer} still shows what is lost: an operator brings the views back by casectl feed realign`,
          { retryAfterSeconds: 10 },
        )
      confirmed = generation
    },
  }
}
