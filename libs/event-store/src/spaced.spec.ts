import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { spaced } from './spaced.ts'

const counted = () => {
  let runs = 0
  const work = spaced(20, () => (runs += 1))
  const ask = (times: number): void => {
    for (let n = 0; n < times; n += 1) work.ask()
  }
  return { ...work, ask, runs: () => runs }
}

describe('work that may run at most every 20 ms', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  it('runs at once if it did not run shortly before.', () => {
    const { ask, runs } = counted()
    ask(1)
    expect(runs()).toBe(1)
    jest.advanceTimersByTime(20)
    ask(1)
    expect(runs()).toBe(2)
  })

  it('runs once for all that is asked meanwhile, as soon as it may.', () => {
    const { ask, runs, isPending } = counted()
    ask(5)
    expect([runs(), isPending()]).toEqual([1, true])
    jest.advanceTimersByTime(19)
    expect(runs()).toBe(1)
    jest.advanceTimersByTime(1)
    expect([runs(), isPending()]).toEqual([2, false])
    jest.advanceTimersByTime(100)
    expect(runs()).toBe(2)
  })

  it('runs no more often, however often it is asked.', () => {
    const { ask, runs } = counted()
    for (let ms = 0; ms < 990; ms += 1) {
      ask(1)
      jest.advanceTimersByTime(1)
    }
    expect(runs()).toBe(50)
  })

  it('forgets what was asked when it is stopped.', () => {
    const { ask, runs, stop, isPending } = counted()
    ask(2)
    stop()
    jest.advanceTimersByTime(100)
    expect([runs(), isPending()]).toEqual([1, false])
  })
})
