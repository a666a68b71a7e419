interface Waiting<K, V> {
  readonly key: K
  resolve(answer: V): void
  reject(error: unknown): void
}

export interface LoaderBounds {
  /** Maximum number of keys for one call. */
  readonly batch: number
  /** Maximum number of calls at the same time. */
  readonly calls: number
}

/**
 * Makes a function that loads the value of a key. The keys that are requested in one turn of the event loop are loaded
 * together, in one round trip; so are those that wait while the maximum of calls is running.
 * @param loadAll returns a value for each key, in order; its error rejects all requests of the call
 */
export const batchLoader = <K, V>(
  bounds: LoaderBounds,
  loadAll: (keys: readonly K[]) => Promise<readonly V[]>,
): ((key: K) => Promise<V>) => {
  const waiting: Waiting<K, V>[] = []
  let running = 0
  let scheduled = false

  const answer = async (group: readonly Waiting<K, V>[]): Promise<void> => {
    try {
      const answers = await loadAll(group.map((one) => one.key))
      group.forEach((one, index) => one.resolve(answers[index] as V))
    } catch (error) {
      group.forEach((one) => one.reject(error))
    }
    running -= 1
    schedule()
  }

  const flush = (): void => {
    scheduled = false
    while (waiting.length > 0 && running < bounds.calls) {
      running += 1
      void answer(waiting.splice(0, bounds.batch))
    }
  }

  const schedule = (): void => {
    if (scheduled || waiting.length === 0 || running >= bounds.calls) return
    scheduled = true
    setImmediate(flush)
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      schedule()
    })
}
