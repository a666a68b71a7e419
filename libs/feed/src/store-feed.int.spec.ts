import type { EventType } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { claim, register, takePartitions } from './claim.ts'
import { type Consumer, reaction } from './consumer.ts'
import { deliver } from './deliver.ts'
import { notedEventType, type TestLog, testLog, waitUntil } from './fixtures.ts'
import type { Notice } from './notice.ts'
import { parkedCases } from './parked.ts'
import { partitionOf } from './partition.ts'
import { positionsOf, waitFor } from './position.ts'
import { retryParked } from './retry.ts'
import { storeFeed } from './store-feed.ts'

const Noted = notedEventType('Noted')
const Other = notedEventType('OtherNoted')
const NewerNoted = notedEventType('Noted', 2)

let log: TestLog
let db: DataSource
let name: string
const stopping: (() => Promise<void>)[] = []

beforeAll(async () => {
  log = await testLog()
  db = await log.open()
  await db.query('create table seen (consumer text, case_id uuid, number int, position bigint, primary key (consumer, position))')
})
afterAll(() => log.close())
afterEach(() => Promise.all(stopping.splice(0).map((end) => end())))
beforeEach(() => {
  name = `test.${randomUUID().slice(0, 8)}`
})

const note = (caseId: string, number: number, type: EventType = Noted) =>
  log.record({ caseId, facts: [{ type: type.type, data: { number } }], eventTypes: [type] })

const caseInOtherPartition = (caseId: string): string => {
  const other = randomUUID()
  return partitionOf(other) === partitionOf(caseId) ? caseInOtherPartition(caseId) : other
}

const numberOf = (event: StoredEvent) => (event.data as { number: number }).number

/** Records each event; a duplicate delivery would violate the primary key. */
const writer = (more: Partial<Consumer> = {}): Consumer => ({
  name,
  events: [Noted],
  from: 'beginning',
  apply: async (events, tx) => {
    for (const event of events) {
      if (numberOf(event) === 13) throw new Error('thirteen cannot be handled')
      await tx.query('insert into seen values ($1, $2, $3, $4)', [name, event.caseId, numberOf(event), event.position])
    }
  },
  ...more,
})

const start = async (consumer: Consumer, more: { leaseMs?: number } = {}) => {
  const stop = new AbortController()
  const notices: Notice[] = []
  const feed = storeFeed({ store: log.storeOf('prosecution'), ...more })
  const { stopped } = await feed.consume({ db, consumer, signal: stop.signal, observe: (n) => notices.push(n) })
  const end = async () => {
    stop.abort()
    await stopped
  }
  stopping.push(end)
  return { end, notices }
}

const seen = async (caseId: string): Promise<number[]> => {
  const rows: { number: number }[] = await db.query('select number from seen where consumer = $1 and case_id = $2 order by position', [
    name,
    caseId,
  ])
  return rows.map((row) => row.number)
}

/** Only the given cases, because the specification shares its log with others. */
const parked = async (...cases: string[]) => (await parkedCases(db, name)).filter(({ caseKey }) => cases.includes(caseKey))

const until = (condition: () => Promise<boolean> | boolean) => waitUntil('the consumer is as expected', condition)

describe('a consumer of the feed', () => {
  it('gets the events recorded before and after its start, each once, in order', async () => {
    const one = randomUUID()
    await note(one, 1)
    await note(one, 2, Other)
    const { end } = await start(writer())
    const { lastPosition } = await note(one, 3)
    expect(await waitFor(db, name, lastPosition, 30_000)).toBe(true)
    expect(await seen(one)).toEqual([1, 3])
    await end()
  })

  it('continues from its checkpoint after a stop, and starts a new reaction at the head', async () => {
    const one = randomUUID()
    await note(one, 1)
    const ran: number[] = []
    const consumer = reaction({
      name,
      on: Noted,
      run: (event) => {
        ran.push(numberOf(event))
        return Promise.resolve()
      },
    })
    const first = await start(consumer)
    await waitFor(db, name, (await note(one, 2)).lastPosition, 30_000)
    await first.end()
    const { lastPosition } = await note(one, 3)
    const second = await start(consumer)
    await waitFor(db, name, lastPosition, 30_000)
    await second.end()
    expect(ran).toEqual([2, 3])
  })

  it('moves its position past events that it does not handle, so that waiting for its position succeeds', async () => {
    const { end } = await start(writer())
    const { lastPosition } = await note(randomUUID(), 1, Other)
    expect(await waitFor(db, name, lastPosition, 30_000)).toBe(true)
    await end()
  })

  it('reports when it has not reached a position in time', async () => expect(await waitFor(db, name, '1', 20)).toBe(false))
})

describe('exactly once in effect', () => {
  it('neither effect nor checkpoint remains when a process dies between the two', async () => {
    const one = randomUUID()
    const { firstPosition } = await note(one, 1)
    const consumer = writer()
    await register(db.manager, consumer, log.storeOf('prosecution'))
    const held = await claim(db, name, 'me', 5_000)
    if (!held) throw new Error('not claimed')
    const events = await log.storeOf('prosecution').readCase(one)
    const dying: Consumer = {
      ...consumer,
      apply: async (batch, tx) => {
        await consumer.apply(batch, tx)
        await tx.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined)
      },
    }
    await expect(deliver(db, dying, held, events, { position: firstPosition })).rejects.toThrow()
    expect(await seen(one)).toEqual([])
    await deliver(db, consumer, held, events, { position: firstPosition })
    expect(await seen(one)).toEqual([1])
  })

  it('an owner that stalled while another replica took over changes nothing', async () => {
    const one = randomUUID()
    const { firstPosition } = await note(one, 1)
    const consumer = writer()
    await register(db.manager, consumer, log.storeOf('prosecution'))
    const stalled = await claim(db, name, 'stalled', 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const successor = await claim(db, name, 'successor', 5_000)
    if (!stalled || !successor) throw new Error('not claimed')
    const events = await log.storeOf('prosecution').readCase(one)
    await expect(deliver(db, consumer, stalled, events, { position: firstPosition })).rejects.toThrow('another replica took over')
    expect(await seen(one)).toEqual([])
    await deliver(db, consumer, successor, events, { position: firstPosition })
    expect(await seen(one)).toEqual([1])
  })

  it('one of two replicas works, and the other one takes over when it stops', async () => {
    const one = randomUUID()
    const first = await start(writer(), { leaseMs: 400 })
    await until(() => first.notices.some(({ kind }) => kind === 'claimed'))
    const second = await start(writer(), { leaseMs: 400 })
    await until(() => second.notices.some(({ kind }) => kind === 'standby'))
    await waitFor(db, name, (await note(one, 1)).lastPosition, 30_000)
    await first.end()
    await waitFor(db, name, (await note(one, 2)).lastPosition, 30_000)
    expect(await seen(one)).toEqual([1, 2])
    expect(second.notices.map(({ kind }) => kind)).toContain('claimed')
    await second.end()
  })

  it('a partition does not get an event again when the other partitions are behind', async () => {
    const ahead = randomUUID()
    const other = caseInOtherPartition(ahead)
    const consumer = writer()
    await register(db.manager, consumer, log.storeOf('prosecution'))
    const { lastPosition } = await note(ahead, 1)
    const one = await takePartitions(db, name, [partitionOf(ahead)])
    await deliver(db, consumer, one, await log.storeOf('prosecution').readCase(ahead), { position: lastPosition })
    await note(other, 2)
    const { end } = await start(consumer)
    await waitFor(db, name, (await note(ahead, 3)).lastPosition, 30_000)
    await end()
    expect([await seen(ahead), await seen(other)]).toEqual([[1, 3], [2]])
    expect(new Set((await positionsOf(db, name)).values()).size).toBe(1)
  })

  it('a lost connection leads to a retry of the batch and parks no case', async () => {
    const one = randomUUID()
    let failures = 2
    const consumer = writer()
    const { end, notices } = await start({
      ...consumer,
      apply: async (events, tx) => {
        if (failures-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())')
        await consumer.apply(events, tx)
      },
    })
    const { lastPosition } = await note(one, 1)
    expect(await waitFor(db, name, lastPosition, 30_000)).toBe(true)
    expect(await seen(one)).toEqual([1])
    expect(notices.filter(({ kind }) => kind === 'retrying')).toHaveLength(2)
    expect(await parkedCases(db, name)).toEqual([])
    await end()
  })
})

describe('an event that cannot be handled', () => {
  it('parks its case with the later events of the case, and the other cases continue', async () => {
    const [bad, good] = [randomUUID(), randomUUID()]
    await note(bad, 1)
    await note(bad, 13)
    await note(good, 2)
    await note(bad, 3)
    const { end, notices } = await start(writer())
    await waitFor(db, name, (await note(good, 4)).lastPosition, 30_000)
    await waitFor(db, name, (await note(bad, 5)).lastPosition, 30_000)
    expect(await seen(good)).toEqual([2, 4])
    expect(await seen(bad)).toEqual([1])
    expect(await parkedCases(db, name)).toMatchObject([
      { caseKey: bad, reason: 'Error: thirteen cannot be handled', type: Noted.type, waiting: 3, attempts: 1 },
    ])
    expect(notices.filter(({ kind }) => kind === 'parked')).toHaveLength(1)
    await end()
  })

  it('is retried together with the events that wait behind it, in order', async () => {
    const bad = randomUUID()
    await note(bad, 13)
    await note(bad, 14)
    const { end } = await start(writer())
    await waitFor(db, name, (await note(bad, 15)).lastPosition, 30_000)
    const store = log.storeOf('prosecution')
    expect(await retryParked(db, store, writer(), bad)).toMatchObject({
      handled: 0,
      remaining: 3,
      reason: 'Error: thirteen cannot be handled',
    })
    expect(await parked(bad)).toMatchObject([{ attempts: 2 }])
    const repairedConsumer = writer({
      apply: async (events, tx) => {
        for (const event of events)
          await tx.query('insert into seen values ($1, $2, $3, $4)', [name, event.caseId, numberOf(event), event.position])
      },
    })
    expect(await retryParked(db, store, repairedConsumer, bad)).toEqual({ handled: 3, remaining: 0 })
    await waitFor(db, name, (await note(bad, 16)).lastPosition, 30_000)
    expect(await seen(bad)).toEqual([13, 14, 15, 16])
    expect(await retryParked(db, store, repairedConsumer, bad)).toBeUndefined()
    await end()
  })

  it('parks its case when it has a newer version, also behind an event that failed', async () => {
    const [newer, both] = [randomUUID(), randomUUID()]
    await note(newer, 1)
    await note(newer, 2, NewerNoted)
    await note(newer, 3)
    await note(both, 13)
    await note(both, 2, NewerNoted)
    const { end } = await start(writer())
    await waitFor(db, name, (await note(newer, 4)).lastPosition, 30_000)
    expect(await seen(newer)).toEqual([1])
    expect(await parked(newer, both)).toMatchObject([
      { caseKey: newer, waiting: 3, reason: expect.stringContaining('version 2') },
      { caseKey: both, waiting: 2, reason: 'Error: thirteen cannot be handled' },
    ])
    const upgraded = writer({ events: [NewerNoted] })
    expect(await retryParked(db, log.storeOf('prosecution'), upgraded, newer)).toEqual({ handled: 3, remaining: 0 })
    expect(await seen(newer)).toEqual([1, 2, 3, 4])
    await end()
  })
})
