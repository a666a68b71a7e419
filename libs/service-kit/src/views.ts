import type { DataSource } from 'typeorm'
import { waitFor } from '@case-timeline/feed'

/** The service's views, as a query meets them. An abstract class, because Nest injects it by this token. */
export abstract class Views {
  /** Waits, for a bounded time, until every view has come to a position of the log. @returns whether they have */
  abstract reach(position: string): Promise<boolean>
}

/** @param consumers the names of the consumers that fill the views */
export const viewsOf = (db: DataSource, consumers: readonly string[], longestWaitMs = 5_000): Views => ({
  async reach(position) {
    const reached = await Promise.all(consumers.map((consumer) => waitFor(db, consumer, position, longestWaitMs)))
    return reached.every(Boolean)
  },
})
