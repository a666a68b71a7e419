import { describe, expect, it } from '@jest/globals'
import { QueryFailedError } from 'typeorm'
import { chunkSize, longestPauseMs, NotNear, pauseAfter, swapAttempts } from './pace.ts'

/** The events that are read of a log while each process is killed at a moment, and what it had begun is lost. */
const readInAll = (log: number, perProcess: number): number => {
  let [position, read] = [0, 0]
  while (position < log) {
    let folded = 0
    for (;;) {
      const chunk = chunkSize(folded, position > 0)
      // Killed when the next chunk was read ahead, and nothing of this one was written.
      if (folded + chunk > perProcess && position + folded < log) {
        read += chunk + chunkSize(folded + chunk, true)
        break
      }
      folded += chunk
      read += chunk
      if (position + folded >= log) break
    }
    position += folded
  }
  return read
}

describe('the chunks of a rebuild', () => {
  it('are small enough that 50 kills cost less than three tenths of the log', () => {
    for (const log of [100_000, 500_000, 5_000_000]) expect(readInAll(log, log / 50) / log).toBeLessThan(1.3)
  })

  it('grow to the largest when nothing interrupts', () => {
    expect(chunkSize(0, false)).toBe(1_000)
    expect(chunkSize(1_000_000, true)).toBe(5_000)
  })

  it('are no larger than the events of a second', () => expect(chunkSize(1_000_000, false, { rate: 300 })).toBe(300))

  it('are small if it works a part of the time, so that those who read meanwhile wait for little at once', () => {
    expect(chunkSize(1_000_000, false, { share: 0.2 })).toBe(200)
    expect(chunkSize(1_000_000, false, { share: 1 })).toBe(5_000)
  })
})

describe('the time for which a swap locks out the writer', () => {
  it('is longer after attempts that were too slow, but at most three times as long', () =>
    expect([0, 24, 25, 50, 75, 10_000].map(longestPauseMs)).toEqual([60, 60, 120, 180, 180, 180]))

  it('is not longer after attempts that waited in vain for a lock of somebody else, however many', () => {
    const attempts = swapAttempts()
    const lockNotAvailable = new QueryFailedError('lock table', [], Object.assign(new Error('lock timeout'), { code: '55P03' }))
    for (let n = 0; n < 1_000; n += 1) attempts.ended(lockNotAvailable)
    expect(attempts.longestPauseMs()).toBe(60)
    for (let n = 0; n < 25; n += 1) attempts.ended(new NotNear())
    expect(attempts.longestPauseMs()).toBe(120)
  })
})

describe('the pause after a chunk', () => {
  const after = { events: 1_000, elapsedMs: 500, workedMs: 100 }

  it('keeps the rate', () => expect(pauseAfter({ rate: 1_000 }, after)).toBe(500))
  it('keeps the share of the time', () => expect(pauseAfter({ share: 0.2 }, after)).toBeCloseTo(400))
  it('is the longer of the two', () => expect(pauseAfter({ rate: 1_000, share: 0.5 }, after)).toBe(500))
  it('is none without a limit', () => expect(pauseAfter({}, after)).toBe(0))
})
