import { describe, expect, it } from '@jest/globals'
import { arrivalsOf } from './arrivals.ts'

async function* source(...items: readonly (number | Error)[]): AsyncGenerator<number, void, void> {
  for (const item of items) {
    await Promise.resolve()
    if (item instanceof Error) throw item
    yield item
  }
}
const never = new AbortController().signal
const LONG_MS = 60_000

describe('items that arrive from a source', () => {
  it('are taken one after the other, until the end of the source', async () => {
    const arrivals = arrivalsOf(source(1, 2))
    const taken: unknown[] = []
    for (let next = arrivals.take(); !next?.done; next = arrivals.take()) {
      if (next) taken.push(next.value)
      await arrivals.wait(LONG_MS, never)
    }
    expect(taken).toEqual([1, 2])
  })

  it('can be taken later when they arrive after the maximum wait', async () => {
    let bring: (item: number) => void = () => undefined
    const slow = (async function* () {
      yield await new Promise<number>((resolve) => (bring = resolve))
    })()
    const arrivals = arrivalsOf(slow)
    await arrivals.wait(1, never)
    expect(arrivals.take()).toBeUndefined()
    bring(7)
    await arrivals.wait(LONG_MS, never)
    expect(arrivals.take()).toEqual({ done: false, value: 7 })
  })

  it('are no longer waited for when the signal aborts', async () => {
    const stop = new AbortController()
    const arrivals = arrivalsOf(
      (async function* () {
        yield await new Promise<number>(() => undefined)
      })(),
    )
    const waiting = arrivals.wait(LONG_MS, stop.signal)
    stop.abort()
    await waiting
    expect(arrivals.take()).toBeUndefined()
  })

  it('may include an error, which is thrown only when it is taken', async () => {
    const arrivals = arrivalsOf(source(new Error('the store is unavailable')))
    await arrivals.wait(LONG_MS, never)
    expect(() => arrivals.take()).toThrow('the store is unavailable')
  })
})
