import type { EventStore } from '@case-timeline/event-store'
import { register, startOf } from './claim.ts'
import { typesOf } from './consumer.ts'
import { whileElected } from './elected.ts'
import type { Consume, Feed } from './feed.ts'
import { readAhead } from './read-ahead.ts'
import { deliverAndSay, sayAs } from './say.ts'

export interface StoreFeed {
  readonly store: EventStore
  /** How long a stalled or killed owner keeps others away, in milliseconds (default 5,000). */
  readonly leaseMs?: number | undefined
}

/** `store:`, the feed without a broker: consumers read the event store themselves, one replica at a time works for each. */
export const storeFeed = ({ store, leaseMs = 5_000 }: StoreFeed): Feed => ({
  consume: async (it) => {
    await register(it.db.manager, it.consumer, store)
    return { stopped: run(it, { store, leaseMs }) }
  },
  // Its only way is the store, which a service watches itself.
  hindrances: () => Promise.resolve([]),
  measures: () => Promise.resolve([]),
  close: () => Promise.resolve(),
})

const run = (it: Consume, { store, leaseMs }: Required<Pick<StoreFeed, 'store'>> & { readonly leaseMs: number }): Promise<void> => {
  const { db, consumer, signal, observe } = it
  const say = sayAs(consumer.name, observe)
  return whileElected({ db, consumer: consumer.name, leaseMs, signal, say }, async (claimed, until, succeeded) => {
    const from = { after: startOf(claimed), limit: consumer.limit ?? 1_000, types: typesOf(consumer) }
    for await (const { events, position } of readAhead((signal) => store.subscribeAll({ ...from, signal }), until)) {
      if (until.aborted) break
      if (events.length === 0 && position === startOf(claimed)) continue
      await deliverAndSay(say, it, claimed, events, position)
      succeeded()
    }
  })
}
