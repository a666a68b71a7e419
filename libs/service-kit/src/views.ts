import type { DataSource } from 'typeorm'
import { partitionOf, waitFor } from '@case-timeline/feed'

/** The service's views, as a query meets them. An abstract class, because Nest injects it by this token. */
export abstract class Views {
  /**
   * Waits, for a bounded time, until every view has come to a position of the log.
   * @param caseId of the only case that is asked about: then no other need have come there
   * @returns whether they have
   */
  abstract reach(position: string, caseId?: string): Promise<boolean>
}

/** @param consumers the names of the consumers that fill the views */
export const viewsOf = (db: DataSource, consumers: readonly string[], longestWaitMs = 5_000): Views => ({
  async reach(position, caseId) {
    const partition = caseId === undefined ? undefined : partitionOf(caseId)
    const reached = await Promise.all(consumers.map((consumer) => waitFor(db, consumer, position, longestWaitMs, partition)))
    return reached.every(Boolean)
  },
})
