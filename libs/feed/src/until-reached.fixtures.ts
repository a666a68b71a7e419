import type { DataSource } from 'typeorm'
import type { Feed } from './feed.ts'
import { waitFor } from './position.ts'

/**
 * Waits until a consumer of this process has reached a position. The feed writes once a second what moved without an effect:
 * here it does so at once.
 * @returns whether the position was reached in time
 */
export const untilReached = async (
  { feed, db }: { readonly feed: Pick<Feed, 'flush'>; readonly db: DataSource },
  consumer: string,
  position: string,
  timeoutMs = 30_000,
): Promise<boolean> => {
  for (const end = performance.now() + timeoutMs; performance.now() < end;) {
    await feed.flush()
    if (await waitFor(db, consumer, position, 20)) return true
  }
  return false
}
