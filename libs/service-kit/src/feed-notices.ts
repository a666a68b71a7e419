import type { Observe } from '@case-timeline/feed'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** Tells log and metrics how the consumers fare. */
export const noting =
  (log: Log, metrics: Metrics): Observe =>
  (notice) => {
    const { kind, consumer } = notice
    switch (kind) {
      case 'delivered':
        metrics.consumed(consumer, kind, notice.events)
        return log.debug(notice, 'events delivered')
      case 'parked':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'an event could not be handled: its case is parked, the others go on')
      case 'retrying':
        metrics.consumed(consumer, kind, 1)
        return log.warn({ kind, consumer, err: notice.error, afterMs: notice.afterMs }, 'a consumer tries again')
      case 'unreadable':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'a message that is no record of an event was passed over')
      case 'oversized':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'an event is larger than its topic allows, its readers take it from the store: raise max.message.bytes')
      case 'refilled':
        metrics.consumed(consumer, kind, notice.events)
        return log.warn(notice, 'what a topic lacked was read from the store')
      case 'recovered':
        return log.info(notice, 'a topic takes messages again')
      case 'client-said':
        // Its errors are ordinary turns of a group; what keeps a consumer from its events is told as `retrying`, with what to do.
        return log.debug(notice, 'the Kafka client says')
      case 'claim-lost':
        return log.warn(notice, 'another replica took over')
      case 'claimed':
      case 'standing-by':
      case 'sent':
      case 'stopped':
        return log.debug(notice, kind)
    }
  }
