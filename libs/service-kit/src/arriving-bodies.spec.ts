import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Problem } from '@case-timeline/http'
import { type Arrival, arrivingBodies } from './arriving-bodies.ts'

/** The kind of problem with which a body was given up; undefined while it is waited for. */
const outcomeOf = ({ givenUp }: Arrival): Promise<string | undefined> =>
  Promise.race([givenUp, Promise.resolve(undefined)]).catch((error: unknown) => (error instanceof Problem ? error.kind : 'another error'))
const outcomes = (arrivals: readonly Arrival[]) => Promise.all(arrivals.map(outcomeOf))

describe('bodies that arrive', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  it('are as many as wanted, and one more gives up the one that was waited for longest', async () => {
    const bodies = arrivingBodies({ total: 2, withinMs: 60_000 })
    const arrivals = [bodies.begin('192.0.2.1'), bodies.begin('192.0.2.1'), bodies.begin('192.0.2.1')]
    expect(await outcomes(arrivals)).toEqual(['overloaded', undefined, undefined])
    for (const arrival of arrivals) arrival.end()
  })

  it('are given up of the address with the most of them, no matter which came first', async () => {
    const bodies = arrivingBodies({ total: 3, withinMs: 60_000 })
    const [agency, ...others] = [bodies.begin('198.51.100.7'), ...Array.from({ length: 10 }, () => bodies.begin('192.0.2.1'))] as const
    expect(await outcomeOf(agency)).toBe(undefined)
    expect((await outcomes(others)).filter((one) => one === undefined)).toHaveLength(2)
    for (const arrival of [agency, ...others]) arrival.end()
  })

  it('that have arrived leave their place to others', async () => {
    const bodies = arrivingBodies({ total: 1, withinMs: 60_000 })
    const first = bodies.begin('192.0.2.1')
    first.end()
    first.end()
    const second = bodies.begin('192.0.2.1')
    expect(await outcomes([first, second])).toEqual([undefined, undefined])
    second.end()
  })

  it('are waited for as long as the limit says, which begins again once the sender is known', async () => {
    const bodies = arrivingBodies({ total: 2, withinMs: 1_000 })
    const [late, known] = [bodies.begin('192.0.2.1'), bodies.begin('192.0.2.1')]
    jest.advanceTimersByTime(600)
    known.restart()
    jest.advanceTimersByTime(600)
    expect(await outcomes([late, known])).toEqual(['malformed-request', undefined])
    known.end()
  })
})
