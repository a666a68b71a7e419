/** A reading that fails later than this was not answered: those who wait for the next one have waited long enough. */
const UNANSWERED_MS = 5_000

/**
 * Shares readings between callers. A call during a reading waits for the next one, because the current one may have begun
 * before events that the caller must see; all calls of that time share it. If the current one fails late, they fail with
 * it, so that nobody waits for a server that does not answer twice as long as for one answer.
 * @param now milliseconds
 */
export const nextReading = (read: () => Promise<void>, now = () => performance.now()): (() => Promise<void>) => {
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const start = (): Promise<void> => {
    next = undefined
    const startedAt = now()
    const reading = read()
    last = reading.catch((error: unknown) => {
      if (next !== undefined && now() - startedAt > UNANSWERED_MS) throw error
    })
    last.catch(() => undefined)
    return reading
  }
  const fail = (error: unknown): never => {
    next = undefined
    last = Promise.resolve()
    throw error
  }
  return () => (next ??= last.then(start, fail))
}
