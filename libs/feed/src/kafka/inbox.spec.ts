import { describe, expect, it } from '@jest/globals'
import { createAssignments } from './assignments.ts'
import { createInbox } from './inbox.ts'
import type { ReceivedMessage } from './received-messages.ts'

const never = new AbortController().signal
const LONG_MS = 60_000

const message = (position: number, bytes = 100): ReceivedMessage => ({
  place: { type: 'investigation.Reported', position: String(position), previous: '0', eventHash: 'f' },
  isProven: true,
  offset: '0',
  bytes,
  event: () => {
    throw new Error('is not read here')
  },
})
const messages = (count: number, bytes?: number) => Array.from({ length: count }, (_, at) => message(at + 1, bytes))
const positionsOf = (taken: { readonly messages: ReadonlyMap<number, readonly ReceivedMessage[]> } | undefined) =>
  Object.fromEntries([...(taken?.messages ?? [])].map(([partition, all]) => [partition, all.map(({ place }) => Number(place.position))]))

describe('the messages that wait for a consumer', () => {
  it('are taken together, those of each partition in order', async () => {
    const inbox = createInbox()
    inbox.put(3, [message(1), message(2)])
    inbox.put(5, [message(3)])
    inbox.put(3, [message(4)])
    const taken = await inbox.take(never, LONG_MS)
    expect(positionsOf(taken)).toEqual({ 3: [1, 2, 4], 5: [3] })
    expect(taken?.hasMissed).toBe(false)
  })

  it('end the wait of a consumer, and so do the signal and the end of its patience', async () => {
    const inbox = createInbox()
    const waiting = inbox.take(never, LONG_MS)
    inbox.put(0, [message(1)])
    expect(positionsOf(await waiting)).toEqual({ 0: [1] })
    const stop = new AbortController()
    const stopped = inbox.take(stop.signal, LONG_MS)
    stop.abort()
    for (const taken of [await stopped, await inbox.take(stop.signal, LONG_MS), await inbox.take(never, 1)])
      expect(taken).toEqual({ messages: new Map(), hasMissed: false })
  })

  it.each([
    ['in number', () => messages(5_001)],
    ['in bytes', () => messages(9, 1024 * 1024)],
  ])('are dropped when they are too many %s, with what follows, until the consumer knows', async (_, tooMany) => {
    const inbox = createInbox()
    inbox.put(1, [message(1)])
    inbox.put(2, tooMany())
    inbox.put(3, [message(9)])
    expect(await inbox.take(never, LONG_MS)).toMatchObject({ hasMissed: true, messages: new Map() })
    inbox.put(3, [message(10)])
    const next = await inbox.take(never, LONG_MS)
    expect([next?.hasMissed, positionsOf(next)]).toEqual([false, { 3: [10] }])
  })

  it('are dropped when the reader has left messages out', async () => {
    const inbox = createInbox()
    inbox.put(1, [message(1)])
    inbox.miss()
    expect(await inbox.take(never, LONG_MS)).toMatchObject({ hasMissed: true, messages: new Map() })
  })
})

describe('an assignment', () => {
  it('is awaited, ends with the next one, and gives its messages to each open inbox', async () => {
    const assignments = createAssignments()
    const awaited = assignments.current(never)
    assignments.begin([1, 2])
    const first = await awaited
    expect([first?.partitions, first?.ended.aborted]).toEqual([[1, 2], false])
    const [one, other, closed] = [first?.open(), first?.open(), first?.open()]
    if (closed) first?.close(closed)
    assignments.put(1, [message(1)])
    for (const inbox of [one, other]) expect(positionsOf(await inbox?.take(never, LONG_MS))).toEqual({ 1: [1] })
    expect(positionsOf(await closed?.take(never, 1))).toEqual({})
    assignments.begin([])
    expect(first?.ended.aborted).toBe(true)
    expect((await assignments.current(never))?.partitions).toEqual([])
  })

  it('is absent after its end, and its messages are nobody’s', async () => {
    const assignments = createAssignments()
    assignments.begin([1])
    assignments.end()
    assignments.put(1, [message(1)])
    const stop = new AbortController()
    const awaited = assignments.current(stop.signal)
    stop.abort()
    expect(await awaited).toBeUndefined()
  })
})
