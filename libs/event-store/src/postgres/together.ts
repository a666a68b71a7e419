interface Waiting<K, V> {
  readonly key: K
  resolve(answer: V): void
  reject(error: unknown): void
}

/**
 * Gathers what is asked in one turn of the event loop, so that one round trip answers all of it.
 * @param atMost how much one call of `ask` is given
 * @param ask answers each key, in the order of the keys; what it throws reaches everyone who asked
 */
export const together = <K, V>(atMost: number, ask: (keys: readonly K[]) => Promise<readonly V[]>): ((key: K) => Promise<V>) => {
  const waiting: Waiting<K, V>[] = []

  const answer = async (group: readonly Waiting<K, V>[]): Promise<void> => {
    try {
      const answers = await ask(group.map((one) => one.key))
      group.forEach((one, index) => one.resolve(answers[index] as V))
    } catch (error) {
      group.forEach((one) => one.reject(error))
    }
  }

  const flush = (): void => {
    while (waiting.length > 0) void answer(waiting.splice(0, atMost))
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ key, resolve, reject }) === 1) process.nextTick(flush)
    })
}
