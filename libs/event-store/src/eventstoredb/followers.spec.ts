import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { followers } from './followers.ts'

const never = new AbortController().signal

const nextTurn = () => new Promise(setImmediate)

/** Someone who follows a log and reads it whenever it is woken. */
const follower = async (all: ReturnType<typeof followers>, end: () => string) => {
  const readings: string[] = []
  void (async () => {
    for (let position = '0'; ;) {
      await all.beyond(position, never)
      readings.push((position = end()))
    }
  })()
  await nextTurn()
  return readings
}

describe('those who follow a log', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }))
  afterEach(() => void jest.useRealTimers())

  it('are woken at once by what comes after a pause, and once for all that comes within 30 ms after it.', async () => {
    const all = followers()
    let end = '0'
    const readings = await follower(all, () => end)
    for (const position of ['10', '20', '30', '40']) {
      all.moved((end = position))
      await nextTurn()
    }
    expect(readings).toEqual(['10'])
    jest.advanceTimersByTime(29)
    await nextTurn()
    expect(readings).toEqual(['10'])
    jest.advanceTimersByTime(1)
    await nextTurn()
    expect(readings).toEqual(['10', '40'])
    jest.advanceTimersByTime(30)
    all.moved((end = '50'))
    await nextTurn()
    expect(readings).toEqual(['10', '40', '50'])
  })

  it('do not wait for what they were woken for already.', async () => {
    const all = followers()
    all.moved('10')
    await all.beyond('0', never)
    all.moved('20')
    const later = all.beyond('10', never)
    jest.advanceTimersByTime(30)
    await later
  })

  it('stop waiting when they are aborted, when the subscription ends, and with its error when it fails.', async () => {
    const all = followers()
    const stop = new AbortController()
    const [aborted, ended] = [all.beyond('0', stop.signal), all.beyond('0', never)]
    stop.abort()
    await aborted
    all.release()
    await ended
    const failed = all.beyond('0', never)
    all.fail(new Error('the connection was cut'))
    await expect(failed).rejects.toThrow('the connection was cut')
  })
})
