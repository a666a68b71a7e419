import { type EventStore, MAX_CLOCK_DIFFERENCE_SECONDS } from '@case-timeline/event-store'
import { unlessLate } from './shared.ts'

/** Watches whether the clocks of a service and of its event store agree. */
export interface ClockWatch {
  /** A sentence while they differ too much. Answers within two seconds and never rejects. */
  degradedReasons(): Promise<readonly string[]>
}

const ANSWER_MS = 2_000

/**
 * @param store its clock is read at each call
 * @param now the clock of this service, in milliseconds since 1970
 */
export const clockWatchOf = (store: Pick<EventStore, 'time'>, now: () => number = Date.now): ClockWatch => ({
  degradedReasons: () =>
    unlessLate<readonly string[]>(ANSWER_MS, [], async () => {
      const askedAt = now()
      const time = Date.parse(await store.time())
      const answeredAt = now()
      // The store read its clock between the two: a slow answer is no difference.
      const ms = time > answeredAt ? time - answeredAt : time < askedAt ? time - askedAt : 0
      return Math.abs(ms) > MAX_CLOCK_DIFFERENCE_SECONDS * 1_000 ? [sentenceOf(Math.round(ms / 1_000))] : []
    }),
})

const sentenceOf = (seconds: number): string =>
  `the clock of the event store is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the clock of this service: correct the wrong one. ` +
  `While they differ by more than ${MAX_CLOCK_DIFFERENCE_SECONDS} s, nothing is recorded in PostgreSQL, and EventStoreDB records a time that is wrong for one of them`
