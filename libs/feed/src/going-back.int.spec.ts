import { backupOf } from '@case-timeline/event-store/drivers/fixtures'
import { command, NoteTaken } from '@case-timeline/event-store/fixtures'
import { type EventStore, StoreDenied, StoreUnavailable } from '@case-timeline/event-store'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { type Consumer, reaction } from './consumer.ts'
import { createEffectTable, effectsOf, recordingConsumer } from './effects.fixtures.ts'
import type { Notice } from './notice.ts'
import { notedEventType } from './noted-event-type.fixtures.ts'
import { consumersOffLog, OffLog } from './on-log.ts'
import { positionOf, waitFor } from './position.ts'
import { rewind } from './rewind.ts'
import { storeFeed } from './store-feed.ts'
import { type TestLog, testLog } from './test-log.fixtures.ts'

const Noted = notedEventType('Noted')

let log: TestLog
let db: DataSource
let store: EventStore
let name: string
const stopping: (() => Promise<void>)[] = []

beforeEach(async () => {
  log = await testLog()
  await log.allow([Noted, NoteTaken])
  db = await log.open()
  await createEffectTable(db)
  store = log.storeOf('investigation')
  name = `test.${randomUUID()}`
})
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()))
  await log.close()
})

/** Repeats an operation while the database is restored. */
const whenReachable = async <T>(operation: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await operation()
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof StoreDenied)) throw error
      await pause(10)
    }
}

const note = (number: number, caseId = randomUUID()) =>
  whenReachable(() => log.record({ caseId, facts: [{ type: Noted.type, data: { number } }], eventTypes: [Noted] }))

const start = async (consumer: Consumer, on: { readonly db: DataSource; readonly store: EventStore } = { db, store }) => {
  const stop = new AbortController()
  const notices: Notice[] = []
  const { stopped } = await storeFeed({ store: on.store }).consume({
    db: on.db,
    consumer,
    signal: stop.signal,
    observe: (notice) => notices.push(notice),
  })
  const end = async () => {
    stop.abort()
    await stopped
  }
  stopping.push(end)
  const isOffLog = () => notices.some((notice) => notice.kind === 'retrying' && notice.error instanceof OffLog)
  return {
    notices,
    end,
    untilOffLog: async () => {
      while (!isOffLog()) await pause(20)
    },
  }
}

/** A view whose row for each event is an effect. */
const view = () => recordingConsumer({ name, events: [Noted] })

/** A reaction that records one command for each event, with an id that is derived from the event. */
const recorder = (own = store): Consumer =>
  reaction({
    name,
    on: Noted,
    run: async (event) => {
      const stream = `investigation.case-${event.id}`
      await own.append(command({ service: 'investigation', stream, commandId: event.id }))
    },
  })
const commandsFor = (event: { readonly ids: readonly string[] }) =>
  whenReachable(() => store.readStream(`investigation.case-${event.ids[0]}`))

describe('a consumer of a log that went back', () => {
  it('stops while it runs, also when the log has grown past its checkpoint again, and is named with the lost position', async () => {
    const kept = await note(1)
    const { untilOffLog } = await start(view())
    await waitFor(db, name, kept.lastPosition, 30_000)
    const restore = await backupOf(log.adminUrl)
    const lost = await note(2)
    await waitFor(db, name, lost.lastPosition, 30_000)
    await restore()
    for (const number of [3, 4, 5]) await note(number)
    await untilOffLog()
    expect(await consumersOffLog(db, store, [name])).toEqual([{ consumer: name, position: lost.lastPosition }])
    expect((await effectsOf(db, name)).map(({ position }) => position)).toEqual([kept.lastPosition, lost.lastPosition])
    expect(store.generation).toBe(1)
  })

  it('does not start in a new process', async () => {
    const restore = await backupOf(log.adminUrl)
    const first = await start(view())
    const lost = await note(1)
    await waitFor(db, name, lost.lastPosition, 30_000)
    await first.end()
    await restore()
    await note(2)
    const second = await start(view())
    await second.untilOffLog()
    expect(await effectsOf(db, name)).toHaveLength(1)
  })

  it('continues if it had not come to the lost events', async () => {
    const kept = await note(1)
    const first = await start(view())
    await waitFor(db, name, kept.lastPosition, 30_000)
    await first.end()
    const restore = await backupOf(log.adminUrl)
    await note(2)
    await restore()
    const { lastPosition } = await note(3)
    await start(view())
    expect(await waitFor(db, name, lastPosition, 30_000)).toBe(true)
    expect(await consumersOffLog(db, store, [name])).toEqual([])
  })
})

describe('a consumer whose partitions were handled by several replicas', () => {
  it.each([
    ['the first', 0],
    ['the last', 1],
  ])('is off the log where only %s rests on a lost event, at a position that the other has passed again', async (_, lost) => {
    const { lastPosition } = await note(1)
    const found = (await store.hashesAt([lastPosition])).get(lastPosition)
    for (const partition of [0, 1])
      await db.query('insert into feed_checkpoint (consumer, partition, position, log_position, log_hash) values ($1, $2, $3, $3, $4)', [
        name,
        partition,
        lastPosition,
        partition === lost ? 'of a lost event' : found,
      ])
    expect(await consumersOffLog(db, store, [name])).toEqual([{ consumer: name, position: lastPosition }])
  })
})

describe('a reaction that is rewound after the log went back', () => {
  it('records again what it had recorded for events that the log still has, and nothing twice', async () => {
    await start(recorder())
    const before = await note(1)
    await waitFor(db, name, before.lastPosition, 30_000)
    // The event is kept, its command is lost.
    const run = recorder()
    await Promise.all(stopping.splice(0).map((stop) => stop()))
    const kept = await note(2)
    const restore = await backupOf(log.adminUrl)
    const { untilOffLog } = await start(run)
    await waitFor(db, name, kept.lastPosition, 30_000)
    expect(await commandsFor(kept)).toHaveLength(1)
    const lost = await note(3)
    await waitFor(db, name, lost.lastPosition, 30_000)
    await restore()
    expect(await commandsFor(kept)).toHaveLength(0)
    await untilOffLog()
    const { position } = await rewind(db, store, name, await store.startOf(name))
    expect(BigInt(position)).toBeLessThan(BigInt(kept.lastPosition))
    const later = await note(4)
    expect(await waitFor(db, name, later.lastPosition, 20_000)).toBe(true)
    for (const event of [before, kept, later]) expect(await commandsFor(event)).toHaveLength(1)
    expect(await commandsFor(lost)).toHaveLength(0)
    expect(await consumersOffLog(db, store, [name])).toEqual([])
  })
})

describe('a reaction whose views database was lost', () => {
  it('handles every event since its first start, which is kept with the events', async () => {
    await note(1)
    const first = await start(recorder())
    const handled = await note(2)
    await waitFor(db, name, handled.lastPosition, 30_000)
    await first.end()
    const missed = await note(3)
    const other = await log.open()
    await start(recorder(), { db: other, store })
    expect(await waitFor(other, name, missed.lastPosition, 30_000)).toBe(true)
    for (const event of [handled, missed]) expect(await commandsFor(event)).toHaveLength(1)
    expect(await positionOf(other, name)).not.toBe('0')
  })
})
