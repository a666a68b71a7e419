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

describe('what a source brings', () => {
  it('is taken one after the other, until its end', async () => {
    const arrivals = arrivalsOf(source(1, 2))
    const taken: unknown[] = []
    for (let next = arrivals.take(); !next?.done; next = arrivals.take()) {
      if (next) taken.push(next.value)
      await arrivals.wait(LONG_MS, never)
    }
    expect(taken).toEqual([1, 2])
  })

  it('is not waited for longer than told, and is there later', async () => {
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

  it('is not waited for when it is time to stop', async () => {
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

  it('may be a failure, which is thrown when it is taken and not before', async () => {
    const arrivals = arrivalsOf(source(new Error('the store is gone')))
    await arrivals.wait(LONG_MS, never)
    expect(() => arrivals.take()).toThrow('the store is gone')
  })
})
