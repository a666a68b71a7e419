/**
 * Yields items later than it reads them, so that what each of them needs can be requested meanwhile.
 * @param distance the number of items that were read and are not yielded yet
 */
export async function* readAhead<T>(items: AsyncIterable<T>, distance: number, onRead: (item: T) => void): AsyncGenerator<T> {
  const waiting: T[] = []
  for await (const item of items) {
    onRead(item)
    waiting.push(item)
    if (waiting.length > distance) yield waiting.shift() as T
  }
  yield* waiting
}
