import type { EventStore } from '@case-timeline/event-store'
import { type ConsumerOffLog, consumersOffLog, type Measure, offLogSentence } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { unlessLate } from './shared.ts'

/** Watches whether the consumers of a service rest on events that the log still has. */
export interface LogWatch {
  /** @throws when a database cannot be reached */
  offLog(): Promise<readonly ConsumerOffLog[]>
  /** A sentence for each consumer that waits because the log went back. Answers within two seconds and never rejects. */
  degradedReasons(): Promise<readonly string[]>
  measures(): Promise<readonly Measure[]>
}

const ANSWER_MS = 2_000

/** @param consumers the names of the consumers of the service, also of those that other replicas run */
export const logWatchOf = (db: DataSource, store: EventStore, consumers: () => readonly string[]): LogWatch => {
  const offLog = () => consumersOffLog(db, store, consumers())
  return {
    offLog,
    degradedReasons: () => unlessLate<readonly string[]>(ANSWER_MS, [], async () => (await offLog()).map(offLogSentence)),
    measures: async () => {
      const lateArrivals = store.lateArrivals()
      const found = new Set((await offLog()).map(({ consumer }) => consumer))
      return [
        ...consumers().map((consumer) => ({ ...OFF_LOG, labels: { consumer }, value: found.has(consumer) ? 1 : 0 })),
        { ...WENT_BACK, labels: {}, value: store.generation },
        ...(lateArrivals === undefined ? [] : [{ ...LATE, labels: {}, value: lateArrivals }]),
      ]
    },
  }
}

const OFF_LOG = {
  name: 'case_timeline_consumer_off_log',
  help: 'Whether a consumer waits because the event store lacks events that it has handled: run casectl feed realign.',
}
const WENT_BACK = {
  name: 'case_timeline_log_went_back',
  help: 'How often this process found that the event store lacks an event that it had seen.',
}
const LATE = {
  name: 'case_timeline_late_arrivals',
  help: 'How often this process asked EventStoreDB for what it had recorded, because its subscription to the log was behind or lost.',
}
