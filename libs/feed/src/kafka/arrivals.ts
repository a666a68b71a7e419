/** Buffers the next item of a source for a caller that does other work meanwhile. */
export interface Arrivals<T> {
  /** Returns the item that has arrived, if any, and requests the next one. @throws the error of the source */
  take(): IteratorResult<T, void> | undefined
  /** Waits until an item has arrived, at most for some milliseconds, or until the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** Requests the first item at once. */
export const arrivalsOf = <T>(source: AsyncGenerator<T, void, void>): Arrivals<T> => {
  let arrived: { readonly result: IteratorResult<T, void> } | { readonly error: unknown } | undefined
  let wake: () => void = () => undefined
  const requestNext = () => {
    const arrive = (arrival: typeof arrived) => {
      arrived = arrival
      wake()
    }
    source.next().then(
      (result) => arrive({ result }),
      (error: unknown) => arrive({ error }),
    )
  }
  requestNext()
  return {
    take: () => {
      const current = arrived
      if (current === undefined) return undefined
      if ('error' in current) throw current.error
      arrived = undefined
      if (!current.result.done) requestNext()
      return current.result
    },
    // Its listener and timer are removed again, because it is called during the whole life of the process.
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (arrived !== undefined || signal.aborted) return resolve()
        const finish = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          wake = () => undefined
          resolve()
        }
        const timer = setTimeout(finish, ms)
        signal.addEventListener('abort', finish)
        wake = finish
      }),
  }
}
