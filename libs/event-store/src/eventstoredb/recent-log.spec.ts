import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Log } from './log.ts'
import { recentLog } from './recent-log.ts'
import type { LogEntry } from './recorded-event.ts'

const never = new AbortController().signal

/** A log with the behaviour of a server: positions have gaps, and an answer is that of a moment before it arrives. */
const growingLog = () => {
  const all: LogEntry[] = []
  const revisions = new Map<string, number>()
  const waiting = new Set<() => void>()
  let calls = 0
  let isCut = false
  const append = (stream: string, bytes = 10) => {
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    const position = String((all.length + 1) * 10)
    const [metadata, data] = [Buffer.alloc(0), Buffer.alloc(bytes)]
    const recorded = () => undefined
    all.push({ stream, revision, position, type: 'Noted', metadata, data, created: 0n, id: position, recorded })
    for (const wake of waiting) wake()
  }
  const isLater = (position: string) => (entry: LogEntry) => Number(entry.position) > Number(position)
  const answered = async <T>(answer: T): Promise<T> => {
    calls += 1
    await Promise.resolve()
    return answer
  }
  const log: Log = {
    stream: (name, from) => answered(all.filter(({ stream, revision }) => stream === name && revision >= from)),
    note: () => answered(undefined),
    async *after(position, { firstPage = 1_000 } = {}) {
      for (let from = position; ;) {
        const page = await answered(all.filter(isLater(from)).slice(0, firstPage))
        yield page
        if (page.length < firstPage) return
        from = page.at(-1)?.position ?? from
      }
    },
    last: () => answered(all.at(-1)),
    at: (position) => answered(all.find((entry) => entry.position === position)),
    async *live(position, signal) {
      calls += 1
      for (let from = position; !signal.aborted;) {
        if (isCut) throw new Error('the connection was cut')
        const entries = all.filter(isLater(from)).slice(0, 2)
        const last = entries.at(-1)
        if (last) {
          from = last.position
          yield { entries, position: from }
        } else await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
  }
  const cut = (now: boolean) => {
    isCut = now
    for (const wake of waiting) wake()
  }
  return { log, all, append, cut, calls: () => calls }
}

const withoutChecks = { patienceMs: 60_000, isCurrent: () => true, checkOfLog: () => undefined, ended: never }
const positionsOf = (entries: readonly LogEntry[] | undefined) => entries?.map(({ position }) => Number(position))
const opened = (log: Log, limits: { maxEvents?: number; maxBytes?: number } = {}) =>
  recentLog({ ...withoutChecks, log, seen: () => undefined, ...limits })

describe('what is known of the end of a log', () => {
  it('begins with the end at the first question, and one call brings what is new for all questions of one moment', async () => {
    const { log, append, calls } = growingLog()
    append('a')
    const recent = opened(log)
    await recent.catchUp()
    expect([recent.keptAfter('0'), recent.keptAfter('10')]).toEqual([undefined, []])
    append('a')
    append('b')
    const before = calls()
    await Promise.all(Array.from({ length: 20 }, () => recent.catchUp()))
    expect(calls() - before).toBe(1)
    expect(positionsOf(recent.keptAfter('10'))).toEqual([20, 30])
    expect(positionsOf(recent.keptAfter('20'))).toEqual([30])
    expect(recent.keptAfter('40')).toBeUndefined()
  })

  it.each(['was read', 'was found empty'])('reads a stream from its beginning each time, also one that %s before', async (how) => {
    const { log, all, append, calls } = growingLog()
    append('b')
    const recent = opened(log)
    await recent.catchUp()
    if (how === 'was found empty') expect(await recent.streamAfter('a', -1)).toEqual([])
    append('a')
    expect(positionsOf(await recent.streamAfter('a', -1))).toEqual([20])
    // Of somebody who changes what the server has.
    all[1] = { ...(all[1] as LogEntry), data: Buffer.from('changed') }
    const before = calls()
    expect((await recent.streamAfter('a', -1)).map(({ data }) => data.toString())).toEqual(['changed'])
    expect(calls() - before).toBe(2)
  })

  it('lets an append see its events when they are dropped as soon as they come', async () => {
    const { log, append } = growingLog()
    append('a')
    const recent = opened(log, { maxBytes: 5 })
    await recent.catchUp()
    const first = recent.beyond('10', never)
    append('a')
    await first
    // Only now does the subscription bring something itself.
    const next = recent.beyond('20', never)
    append('a')
    await next
    const arrived = recent.arrival('a', 3, undefined)
    append('a')
    await arrived
    expect(recent.lateArrivals()).toBe(0)
  })

  it('has the events of a stream without a call once its end was read, also those after an earlier revision', async () => {
    const { log, append, calls } = growingLog()
    append('a')
    const recent = opened(log)
    expect(await recent.streamAfter('a', -1)).toHaveLength(1)
    append('a')
    append('b')
    append('a')
    const before = calls()
    expect(positionsOf(await recent.streamAfter('a', 0))).toEqual([20, 40])
    expect(positionsOf(await recent.streamAfter('a', 1))).toEqual([40])
    expect(positionsOf(recent.knownStreamAfter('a', 0))).toEqual([20, 40])
    expect(positionsOf(recent.knownStreamAfter('b', -1))).toEqual([30])
    expect(recent.knownStreamAfter('c', -1)).toBeUndefined()
    expect(calls() - before).toBe(2)
  })

  it('wakes all that follow the log, also with the error of a subscription that fails', async () => {
    const { log, append, cut } = growingLog()
    append('a')
    const recent = opened(log)
    await recent.catchUp()
    const moved = recent.beyond('10', never)
    append('a')
    await moved
    expect(positionsOf(recent.keptAfter('10'))).toEqual([20])
    const failing = recent.beyond('20', never)
    cut(true)
    await expect(failing).rejects.toThrow('the connection was cut')
    cut(false)
    const again = recent.beyond('20', never)
    append('b')
    await again
    const stop = new AbortController()
    const stopped = recent.beyond('30', stop.signal)
    stop.abort()
    await stopped
  })

  it('reports the furthest event that it has read', async () => {
    const { log, append } = growingLog()
    const seen: string[] = []
    const recent = recentLog({ ...withoutChecks, log, seen: ({ position }) => seen.push(position) })
    append('a')
    await recent.catchUp()
    append('a')
    append('a')
    await recent.catchUp()
    expect(seen).toEqual(['10', '30'])
  })
})

describe('what is known of the end of a log, whatever was asked before', () => {
  const streams = ['a', 'b', 'c'] as const
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), stream: fc.constantFrom(...streams), bytes: fc.constantFrom(10, 400) }),
    fc.record({ kind: fc.constant('catchUp' as const) }),
    fc.record({ kind: fc.constant('follow' as const) }),
    fc.record({
      kind: fc.constant('stream' as const),
      isKnown: fc.boolean(),
      stream: fc.constantFrom(...streams),
      back: fc.nat({ max: 6 }),
    }),
    fc.record({ kind: fc.constant('after' as const), back: fc.nat({ max: 12 }) }),
  )

  it('is what the log has, and no more than a limit is kept', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (all) => {
        const { log, all: recorded, append } = growingLog()
        const recent = opened(log, { maxEvents: 6, maxBytes: 1_500 })
        const ofStream = (name: string) => recorded.filter(({ stream }) => stream === name)
        for (const one of all)
          if (one.kind === 'append') append(one.stream, one.bytes)
          else if (one.kind === 'catchUp') {
            await recent.catchUp()
            expect(recent.end()?.position).toBe(recorded.at(-1)?.position ?? '0')
          } else if (one.kind === 'follow') void recent.beyond(recent.end()?.position ?? '0', never)
          else if (one.kind === 'after') {
            const after = String(Math.max(0, recorded.length - one.back) * 10)
            const read: LogEntry[] = []
            for await (const page of recent.after(after)) read.push(...page)
            expect(read).toEqual(recorded.filter(({ position }) => Number(position) > Number(after)))
          } else {
            const last = ofStream(one.stream).length - 1
            const revision = Math.max(-1, last - one.back)
            const expected = (upTo: string) =>
              ofStream(one.stream).filter((entry) => entry.revision > revision && Number(entry.position) <= Number(upTo))
            if (!one.isKnown) expect(await recent.streamAfter(one.stream, revision)).toEqual(expected('999999'))
            else {
              const known = recent.knownStreamAfter(one.stream, revision)
              if (known) expect(known).toEqual(expected(recent.end()?.position ?? '0'))
            }
            expect(recent.keptAfter(recent.end()?.position ?? '0') ?? []).toEqual([])
          }
        const oldest = recorded.at(-13)
        await recent.catchUp()
        if (oldest) expect(recent.keptAfter(oldest.position)).toBeUndefined()
      }),
      { numRuns: 300 },
    ))
})
