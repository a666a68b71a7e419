import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { LogPage, StoredEvent } from '../event-store.ts'
import { logTail, type LogTail } from './log-tail.ts'

const eventAt = (position: number): StoredEvent =>
  ({ position: String(position), eventHash: `hash ${position}`, type: position % 3 === 0 ? 'rare' : 'frequent' }) as StoredEvent

/** A log of which every event is visible, with the number of times that it was read. */
const growingLog = () => {
  let last = 0
  let reads = 0
  const read = (after: string, limit: number): Promise<LogPage> => {
    reads += 1
    const to = Math.min(last, Number(after) + limit)
    const events = Array.from({ length: to - Number(after) }, (_, index) => eventAt(Number(after) + index + 1))
    // As a database does, it answers with the state of a moment before the answer arrives.
    return Promise.resolve({ events, position: String(to), hash: events.at(-1)?.eventHash })
  }
  return { read, append: (events: number) => (last += events), hints: () => last, reads: () => reads }
}
type Log = ReturnType<typeof growingLog>

interface Asked {
  readonly limit?: number
  readonly types?: string[]
  readonly generation?: number
}
const ask = (tail: LogTail, log: Log, after: string, { limit = 100, types, generation = 0 }: Asked = {}) =>
  tail.next({ after, limit, types: types && new Set(types), hints: log.hints(), generation })
const next = async (tail: LogTail, log: Log, after: string, asked?: Asked) => (await ask(tail, log, after, asked))?.page

describe('the end of the log', () => {
  it('is read once for all subscriptions that have reached it.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(3)
    const pages = await Promise.all(Array.from({ length: 30 }, () => next(tail, log, '0')))
    expect(pages.map((page) => page?.events.length)).toEqual(Array.from({ length: 30 }, () => 3))
    expect(log.reads()).toBe(1)
  })

  it('gives each subscription the events of its types, and moves the others to the same position.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(4)
    const [rare, none] = await Promise.all([next(tail, log, '0', { types: ['rare'] }), next(tail, log, '0', { types: ['unknown'] })])
    expect(rare?.events.map(({ position }) => position)).toEqual(['3'])
    expect([rare, none].map((page) => [page?.position, page?.hash])).toEqual([
      ['4', 'hash 4'],
      ['4', 'hash 4'],
    ])
  })

  it('keeps the position and the hash of its last event for a subscription that comes after an empty reading.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(2)
    await next(tail, log, '0')
    expect(await next(tail, log, '2')).toEqual({ events: [], position: '2' })
    expect(await next(tail, log, '1')).toMatchObject({ position: '2', hash: 'hash 2' })
  })

  it('is read again for a subscription that knows of a later event than the reading that is under way.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    const early = next(tail, log, '0')
    log.append(1)
    const late = next(tail, log, '0')
    expect(await early).toEqual({ events: [], position: '0' })
    expect((await late)?.events).toHaveLength(1)
  })

  it('does not serve a subscription that is further behind than the newest 500 events.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(500)
    await next(tail, log, '0')
    log.append(1)
    await next(tail, log, '500')
    expect(await next(tail, log, '0')).toBeUndefined()
    expect((await next(tail, log, '1', { limit: 1_000 }))?.events).toHaveLength(500)
  })

  it('serves what it has read up to a position again, without another reading, and nothing beyond that.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(4)
    const request = { after: '1', limit: 100, types: new Set(['rare']), generation: 0 }
    expect(tail.kept(request, '1')).toBeUndefined()
    await next(tail, log, '0')
    expect(tail.kept(request, '4')).toMatchObject({ events: [{ position: '3' }], position: '4', hash: 'hash 4' })
    expect(tail.kept({ ...request, after: '4' }, '4')).toEqual({ events: [], position: '4' })
    expect(log.reads()).toBe(1)
    log.append(1)
    expect(tail.kept(request, '5')).toBeUndefined()
    expect(tail.kept({ ...request, generation: 1 }, '4')).toBeUndefined()
    log.append(500)
    await next(tail, log, '4')
    await next(tail, log, '504')
    expect(tail.kept(request, '505')).toBeUndefined()
  })

  it('forgets what it has read of a log that went back.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(3)
    await next(tail, log, '0')
    await next(tail, log, '1', { generation: 1 })
    expect(log.reads()).toBe(2)
  })

  it('fails for every subscription that waited for a reading that failed, and is read again afterwards.', async () => {
    let failures = 1
    const log = growingLog()
    const tail = logTail((after, limit) => (failures-- > 0 ? Promise.reject(new Error('unreachable')) : log.read(after, limit)))
    log.append(1)
    const both = await Promise.allSettled([next(tail, log, '0'), next(tail, log, '0')])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await next(tail, log, '0'))?.events).toHaveLength(1)
  })

  it('is not reached by a subscription that gets what was read before an event of which it knows.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(1)
    await next(tail, log, '0')
    log.append(1)
    expect(await ask(tail, log, '0')).toMatchObject({ page: { position: '1' }, isEnd: false })
    expect(await ask(tail, log, '1')).toMatchObject({ page: { position: '2' }, isEnd: true })
    expect(await ask(tail, log, '0')).toMatchObject({ page: { position: '2' }, isEnd: true })
  })

  it('is not reached by a reading that ends before it, nor by a page that does.', async () => {
    const log = growingLog()
    const tail = logTail(log.read)
    log.append(501)
    expect(await ask(tail, log, '0', { limit: 1_000 })).toMatchObject({ page: { position: '500' }, isEnd: false })
    await next(tail, log, '500')
    expect(await ask(tail, log, '499', { limit: 1 })).toMatchObject({ page: { position: '500' }, isEnd: false })
    expect(await ask(tail, log, '500', { limit: 2 })).toMatchObject({ page: { position: '501' }, isEnd: true })
  })

  it('gives every subscription each event once and in order, and says rightly when it can wait, however their requests and the appends are interleaved.', async () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ subscription: fc.integer({ min: 0, max: 3 }), isAwaited: fc.boolean() }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = growingLog()
        const tail = logTail(log.read)
        const subscriptions = Array.from({ length: 4 }, (_, index) => ({
          limit: [1, 7, 100, 1_000][index] ?? 1,
          at: '0',
          taken: [] as number[],
        }))
        const advance = async (index: number): Promise<void> => {
          const own = subscriptions[index]
          if (!own) return
          const known = log.hints()
          const read = (await ask(tail, log, own.at, { limit: own.limit })) ?? { page: await log.read(own.at, own.limit), isEnd: false }
          const { page, isEnd } = read
          if (isEnd) expect(Number(page.position)).toBeGreaterThanOrEqual(known)
          own.taken.push(...page.events.map(({ position }) => Number(position)))
          own.at = page.position
        }
        const running = subscriptions.map(() => Promise.resolve())
        for (const one of steps)
          if ('append' in one) log.append(one.append)
          else {
            running[one.subscription] = (running[one.subscription] ?? Promise.resolve()).then(() => advance(one.subscription))
            if (one.isAwaited) await running[one.subscription]
          }
        await Promise.all(running)
        for (const { taken, at } of subscriptions) expect(taken).toEqual(Array.from({ length: Number(at) }, (_, index) => index + 1))
      }),
    )
  })
})
