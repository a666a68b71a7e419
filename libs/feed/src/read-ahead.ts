/**
 * Requests the next item while the previous one is still being processed; never more than one item is read ahead.
 * @param open starts the source; its signal aborts when the reader stops, for whatever reason
 */
export async function* readAhead<T>(open: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, void> {
  const ending = new AbortController()
  const source = open(AbortSignal.any([signal, ending.signal]))[Symbol.asyncIterator]()
  // A read that fails before its item is requested must not become an unhandled rejection.
  const requestNext = () => {
    const requested = source.next()
    requested.catch(() => undefined)
    return requested
  }
  let pending = requestNext()
  try {
    for (let item = await pending; !item.done; item = await pending) {
      pending = requestNext()
      yield item.value
    }
  } finally {
    ending.abort()
    await pending.catch(() => undefined)
    await source.return?.()
  }
}
