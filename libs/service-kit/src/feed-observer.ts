import type { Observe } from '@case-timeline/feed'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** Reports the state of the consumers to log and metrics. */
export const feedObserver =
  (log: Log, metrics: Metrics): Observe =>
  (notice) => {
    const { kind, consumer } = notice
    switch (kind) {
      case 'delivered':
        metrics.consumed(consumer, kind, notice.events)
        return log.debug(notice, 'events delivered')
      case 'parked':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'an event could not be handled: its case is parked, other cases continue; see casectl parked list')
      case 'retrying':
        metrics.consumed(consumer, kind, 1)
        return log.warn({ kind, consumer, err: notice.error, afterMs: notice.afterMs }, 'a consumer retries after an error')
      case 'unreadable':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'a message that is not an event record was skipped')
      case 'oversized':
        metrics.consumed(consumer, kind, 1)
        return log.error(notice, 'an event is larger than its topic allows, consumers read it from the store: raise max.message.bytes')
      case 'refilled':
        metrics.consumed(consumer, kind, notice.events)
        return log.warn(notice, 'events missing in a topic were read from the store')
      case 'recovered':
        return log.info(notice, 'a topic accepts messages again')
      case 'client-logged':
        // Errors of the client are normal in a consumer group; an error that stops a consumer is reported as
        // `retrying`.
        return log.debug(notice, 'Kafka client log')
      case 'claim-lost':
        return log.warn(notice, 'another replica took over')
      case 'passed':
        // At every event that does not concern the consumer: too frequent for a log.
        return
      case 'claimed':
      case 'standby':
      case 'sent':
      case 'stopped':
        return log.debug(notice, kind)
    }
  }
