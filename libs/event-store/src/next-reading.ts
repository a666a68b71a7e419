/**
 * Shares readings between callers. A call during a reading waits for the next one, because the current one may have begun
 * before events that the caller must see; all calls of that time share it.
 */
export const nextReading = (read: () => Promise<void>): (() => Promise<void>) => {
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return () =>
    (next ??= last.then(() => {
      next = undefined
      const reading = read()
      last = reading.catch(() => undefined)
      return reading
    }))
}
