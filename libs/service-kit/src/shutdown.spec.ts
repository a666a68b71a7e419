import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { endingOf, StopTimedOut } from './shutdown.ts'

const closedInto = (order: string[], what: string) => ({ what, close: async () => void order.push(what) })
const NEVER = new Promise<void>(() => undefined)

describe('a service that stops', () => {
  it('says so at once, and goes on with everything until the pause has passed', async () => {
    const ending = endingOf(25)
    const order: string[] = []
    ending.opened.push(closedInto(order, 'the store'))
    const stopped = ending.stop(0.2)
    await pause(50)
    expect([ending.isRequested(), ending.draining.aborted, order]).toEqual([true, false, []])
    await stopped
    expect([ending.draining.aborted, order]).toEqual([true, ['the store']])
  })

  it('closes its parts in the reverse order of their opening, also after one that fails, and stops once', async () => {
    const ending = endingOf(25)
    const order: string[] = []
    ending.opened.push(closedInto(order, 'the store'), { what: 'a view', close: () => Promise.reject(new Error('no')) })
    ending.opened.push(closedInto(order, 'a request'))
    expect(ending.stop(0)).toBe(ending.stop(0))
    await expect(ending.stop(0)).rejects.toThrow('no')
    expect(order).toEqual(['a request', 'the store'])
  })

  it('gives up after the time that it has for that, and names what was not closed and what was to be closed after it', async () => {
    const ending = endingOf(0.05)
    const order: string[] = []
    ending.opened.push(closedInto(order, 'the store'), closedInto(order, 'the vault'), { what: 'a request', close: () => NEVER })
    const stopped = ending.stop(0.01)
    await expect(stopped).rejects.toThrow(StopTimedOut)
    await expect(stopped).rejects.toThrow('the service did not end within 0.05 s: not closed is a request (after it: the vault, the store)')
    expect(order).toEqual([])
  })
})
