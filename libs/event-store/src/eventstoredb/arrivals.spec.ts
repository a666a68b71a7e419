import { describe, expect, it } from '@jest/globals'
import { arrivals } from './arrivals.ts'

const LONG_MS = 60_000

/** A log that a subscription follows; `bring` is what it does. */
const followed = (withinMs: number) => {
  const revisions = new Map<string, number>()
  const arriving = arrivals((stream, revision) => (revisions.get(stream) ?? -1) >= revision, withinMs)
  const bring = (stream: string, revision: number, isEnd = true) => {
    arriving.broughtUpTo(isEnd)
    revisions.set(stream, revision)
    arriving.moved()
  }
  return { arriving, bring }
}

describe('what a process has recorded', () => {
  it('is asked for before the subscription has brought anything, which is not late', async () => {
    const { arriving } = followed(LONG_MS)
    expect([await arriving.of('a', 0), arriving.late()]).toEqual([false, 0])
  })

  it('is waited for until the subscription brings all of it', async () => {
    const { arriving, bring } = followed(LONG_MS)
    bring('a', 0)
    let hasCome = false
    const coming = arriving.of('a', 2).then((come) => (hasCome = come))
    bring('b', 7)
    bring('a', 1)
    await Promise.resolve()
    expect(hasCome).toBe(false)
    bring('a', 2)
    expect([await coming, arriving.late()]).toEqual([true, 0])
  })

  it('is asked for, and counted, once the subscription is behind, until it has come to the end of what is known', async () => {
    const { arriving, bring } = followed(1)
    bring('a', 0)
    expect([await arriving.of('a', 1), arriving.late()]).toEqual([false, 1])
    bring('a', 1, false)
    expect([await arriving.of('a', 2), arriving.late()]).toEqual([false, 2])
    bring('a', 3)
    const coming = arriving.of('a', 4)
    bring('a', 4)
    expect([await coming, arriving.late()]).toEqual([true, 2])
  })

  it('is asked for, by all who wait, when the subscription is lost', async () => {
    const { arriving, bring } = followed(LONG_MS)
    bring('a', 0)
    const coming = [arriving.of('a', 1), arriving.of('b', 0)]
    arriving.lost()
    expect([...(await Promise.all(coming)), arriving.late()]).toEqual([false, false, 2])
  })
})
