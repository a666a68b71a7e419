/** What a source brings, for somebody who has other things to do while nothing comes. */
export interface Arrivals<T> {
  /** What has come, or nothing yet. Asks for the next. @throws what the source throws, when it is asked for */
  take(): IteratorResult<T, void> | undefined
  /** Waits until something has come, so long at most, or until the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const arrivalsOf = <T>(source: AsyncGenerator<T, void, void>): Arrivals<T> => {
  let arrived: { readonly result: IteratorResult<T, void> } | { readonly error: unknown } | undefined
  let wake: () => void = () => undefined
  const ask = () => {
    const arrive = (what: typeof arrived) => {
      arrived = what
      wake()
    }
    source.next().then(
      (result) => arrive({ result }),
      (error: unknown) => arrive({ error }),
    )
  }
  ask()
  return {
    take: () => {
      const what = arrived
      if (what === undefined) return undefined
      if ('error' in what) throw what.error
      arrived = undefined
      if (!what.result.done) ask()
      return what.result
    },
    // One listener and one timer, both removed: this is called for as long as the process lives.
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (arrived !== undefined || signal.aborted) return resolve()
        const over = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', over)
          wake = () => undefined
          resolve()
        }
        const timer = setTimeout(over, ms)
        signal.addEventListener('abort', over)
        wake = over
      }),
  }
}
