import { describe, expect, it } from '@jest/globals'
import { clockWatchOf } from './clock-watch.ts'

const NOON = Date.parse('2026-03-02T12:00:00.000Z')

/** The reasons when the store answers after some seconds with its time, in seconds after noon; the service's clock is at noon when it asks. */
const reasonsFor = ({ storeSeconds, afterSeconds = 0 }: { storeSeconds: number; afterSeconds?: number }) => {
  let now = NOON
  const time = () => {
    now += afterSeconds * 1_000
    return Promise.resolve(new Date(NOON + storeSeconds * 1_000).toISOString())
  }
  return clockWatchOf({ time }, () => now).degradedReasons()
}

describe('the clocks of a service and its event store', () => {
  it('agree within a minute', async () => {
    for (const storeSeconds of [-60, 0, 60]) expect(await reasonsFor({ storeSeconds })).toEqual([])
  })

  it('differ beyond it: the reason says by how much, which one is ahead, what follows and what to do', async () => {
    expect(await reasonsFor({ storeSeconds: 75 })).toEqual([
      expect.stringMatching(
        /^the clock of the event store is 75 s ahead of the clock of this service: correct the wrong one\. .* nothing is recorded/,
      ),
    ])
    expect(await reasonsFor({ storeSeconds: -3_600 })).toEqual([expect.stringContaining('3600 s behind the clock of this service')])
  })

  it('agree although an answer is slow', async () => {
    for (const storeSeconds of [0, 90]) expect(await reasonsFor({ storeSeconds, afterSeconds: 90 })).toEqual([])
  })

  it('are not compared while the event store cannot be reached, which makes the service unready', async () =>
    expect(await clockWatchOf({ time: () => Promise.reject(new Error('unavailable')) }).degradedReasons()).toEqual([]))
})
