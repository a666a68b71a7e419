/**
 * Asks for the next item while the last one is still being worked on: one is read ahead, never more.
 * @param open starts the source; its signal aborts when the reader stops, for whatever reason
 */
export async function* readAhead<T>(open: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, void> {
  const ending = new AbortController()
  const source = open(AbortSignal.any([signal, ending.signal]))[Symbol.asyncIterator]()
  // A read that fails while nobody waits for it is told when it is asked for, not as an unhandled rejection.
  const next = () => {
    const coming = source.next()
    coming.catch(() => undefined)
    return coming
  }
  let coming = next()
  try {
    for (let item = await coming; !item.done; item = await coming) {
      coming = next()
      yield item.value
    }
  } finally {
    ending.abort()
    await coming.catch(() => undefined)
    await source.return?.()
  }
}
