import { ClaimLost, type Consumer, skipParked, storeFeed, waitFor } from '@case-timeline/feed'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { notebook } from './notebook.fixtures.ts'
import { erase, mark, note, type NotebookLog, notebookLog } from './notebook-log.fixtures.ts'
import { rebuild } from './rebuild.ts'
import { verify } from './verify.ts'

let log: NotebookLog
beforeAll(async () => {
  log = await notebookLog()
})
afterAll(() => log.close())
beforeEach(() => log.clear())

/** A consumer's claim, and a case whose first fact it has written. */
const begun = async (consumer: Consumer) => {
  const held = await log.claimed(consumer)
  const caseId = randomUUID()
  await log.record(caseId, note(1))
  await log.follow(consumer, held)
  return { held, caseId }
}

/** In a transaction, as while a case is parked. */
const withoutPrepare = ({ prepare: _, ...consumer }: Consumer): Consumer => consumer

describe('a row whose lists have entries, when a write fails or comes too late,', () => {
  it('has each fact once when a write fails after the process has folded it and then writes it again', async () => {
    const consumer = log.consumer()
    const { held, caseId } = await begun(consumer)
    await log.record(caseId, note(2), erase(1))
    const broken: Consumer = {
      ...consumer,
      prepare: async (...batch) => {
        const effect = await consumer.prepare?.(...batch)
        return { ...effect, writes: [...(effect?.writes ?? []), () => 'select from no_such_table'] }
      },
    }
    const deliverBroken = await log.read(broken, held)
    await expect(deliverBroken()).rejects.toThrow('no_such_table')
    expect(await log.numbersIn(caseId)).toEqual([1])
    await log.follow(consumer, held)
    expect(await log.numbersIn(caseId)).toEqual([2])
    expect((await log.stored(caseId)).map(({ list }) => list)).toEqual(['byParity/even', 'byParity/odd', 'notes'])
  })

  describe.each([
    ['one statement', (consumer: Consumer) => consumer],
    ['a transaction', withoutPrepare],
  ])('written by %s', (_, writing) => {
    it.each([
      ['another replica', async () => void (await (await log.following())())],
      ['a rebuild', async () => void (await rebuild({ view: notebook, store: log.store, db: log.db }))],
    ])('has each fact once when a batch is delivered after %s has written it', async (_writer, writeElsewhere) => {
      const consumer = writing(log.consumer())
      const { held, caseId } = await begun(consumer)
      await log.record(caseId, note(3))
      const deliverLate = await log.read(consumer, held)
      await writeElsewhere()
      await expect(deliverLate()).rejects.toThrow(ClaimLost)
      await log.record(caseId, note(5), mark(2))
      await log.follow(consumer, await log.claimed(consumer))
      expect((await log.shown(caseId))?.notes).toEqual([
        { number: 1, marks: [] },
        { number: 3, marks: [2] },
        { number: 5, marks: [2] },
      ])
      expect(await verify({ view: notebook, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
    })
  })

  it('has each fact once when the answer to a write is lost, and the batch is delivered again', async () => {
    const consumer = log.consumer()
    const { held, caseId } = await begun(consumer)
    await log.record(caseId, note(3))
    const deliverLate = await log.read(consumer, held)
    const { query } = log.db.manager
    const execute = query.bind(log.db.manager)
    log.db.manager.query = async (statement, parameters) => {
      const found = await execute(statement, parameters)
      if (statement.includes('claimed as')) throw Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })
      return found as never
    }
    try {
      await expect(deliverLate()).rejects.toThrow('the connection ended')
    } finally {
      log.db.manager.query = query
    }
    await expect(deliverLate()).rejects.toThrow(ClaimLost)
    await log.record(caseId, note(5))
    await log.follow(consumer, await log.claimed(consumer))
    expect(await log.numbersIn(caseId)).toEqual([1, 3, 5])
  })

  it('is prepared again, from what is stored, when what was presumed does not hold', async () => {
    const own = log.consumer()
    const { held, caseId } = await begun(own)
    const asked: boolean[] = []
    const presuming: Consumer = {
      ...own,
      prepare: async (events, db, mayPresume) => {
        asked.push(mayPresume)
        const { writes = [] } = (await own.prepare?.(events, db, mayPresume)) ?? {}
        return { writes, presumes: mayPresume ? { table: 'test_notebooks_v1', holds: () => 'false' } : undefined }
      },
    }
    await log.record(caseId, note(2))
    await log.follow(presuming, held)
    await log.record(caseId, note(3))
    await log.follow(own, held)
    expect([asked, await log.numbersIn(caseId)]).toEqual([
      [true, false],
      [1, 2, 3],
    ])
  })

  it('has an event that was skipped again after a rebuild, and keeps it', async () => {
    const own = log.consumer()
    const caseId = randomUUID()
    let isBroken = true
    const broken: Consumer = {
      ...own,
      prepare: (...batch) => (isBroken ? Promise.resolve(undefined) : (own.prepare?.(...batch) ?? Promise.resolve(undefined))),
      apply: (events, tx) =>
        isBroken && events.some((event) => event.caseId === caseId && (event.data as { number: number }).number === 2)
          ? Promise.reject(new Error('cannot be handled'))
          : own.apply(events, tx),
    }
    const held = await log.claimed(broken)
    await log.record(caseId, note(1))
    await log.follow(broken, held)
    await log.record(caseId, note(2))
    await log.record(caseId, note(5))
    await (
      await log.read(broken, held)
    )()
    const [{ position }] = await log.db.query('select position from feed_parked_event order by position limit 1')
    await skipParked(log.db, log.store, broken, { caseKey: caseId, position, reasonCode: 'unreadable', skippedBy: 'o.reyes' })
    expect(await log.numbersIn(caseId)).toEqual([1, 5])
    isBroken = false
    await rebuild({ view: notebook, store: log.store, db: log.db })
    await log.record(caseId, note(7))
    await log.follow(broken, await log.claimed(broken))
    expect(await log.shown(caseId)).toMatchObject({
      notes: [1, 2, 5, 7].map((number) => ({ number })),
      byParity: { odd: [1, 5, 7].map((number) => ({ number })), even: [{ number: 2 }] },
    })
  })

  it('has no entries of a row that was removed by hand', async () => {
    const deliverNew = await log.following()
    const caseId = randomUUID()
    await log.record(caseId, note(1), note(2), note(4))
    await deliverNew()
    await log.db.query('delete from test_notebooks_v1 where case_id = $1', [caseId])
    await log.record(caseId, note(5))
    await deliverNew()
    expect(await log.shown(caseId)).toMatchObject({ notes: [{ number: 5 }], byParity: { odd: [{ number: 5 }] } })
    expect(await log.stored(caseId)).toHaveLength(2)
  })

  it.each([false, true])(
    'is whole for every reader, and right in the end, while rebuilds replace it; with a parked case: %s',
    async (isParked) => {
      const own = log.consumer()
      const bad = randomUUID()
      const consumer: Consumer = {
        ...own,
        limit: 20,
        prepare: (events, ...more) =>
          events.some(({ caseId }) => caseId === bad)
            ? Promise.resolve(undefined)
            : (own.prepare?.(events, ...more) ?? Promise.resolve(undefined)),
        apply: (events, tx) =>
          events.some(({ caseId }) => caseId === bad) ? Promise.reject(new Error('cannot be handled')) : own.apply(events, tx),
      }
      const ending = new AbortController()
      const { stopped } = await storeFeed({ store: log.store }).consume({ db: log.db, consumer, signal: ending.signal })
      const caseIds = Array.from({ length: 4 }, () => randomUUID())
      const torn: unknown[] = []
      let isRunning = true
      const writing = (async () => {
        for (let number = 1; isRunning; number += 1) for (const caseId of caseIds) await log.record(caseId, note(number))
      })()
      const reading = (async () => {
        while (isRunning)
          for (const caseId of caseIds) {
            const row = await log.shown(caseId)
            const numbers = row?.notes.map(({ number }) => number) ?? []
            const { odd = [], even = [] } = row?.byParity ?? {}
            if (odd.length + even.length !== numbers.length || numbers.some((number, index) => number !== index + 1)) torn.push(row)
          }
      })()
      for (let times = 0; times < 6; times += 1) {
        if (isParked) await log.record(bad, note(1))
        await pause(200)
        await rebuild({ view: notebook, store: log.store, db: log.db })
      }
      isRunning = false
      await Promise.all([writing, reading])
      await waitFor(log.db, consumer.name, await log.store.lastPosition(), 30_000)
      ending.abort()
      await stopped
      expect(torn).toEqual([])
      for (const caseId of caseIds)
        expect(await log.numbersIn(caseId)).toEqual(
          (await log.store.readCase(caseId)).map(({ data }) => (data as { number: number }).number),
        )
      const { differences } = await verify({ view: notebook, store: log.store, db: log.db })
      expect(differences.filter(({ caseId }) => caseId !== bad)).toEqual([])
    },
    60_000,
  )
})
