import { type Claim, claim, type Consumer, deliver, lowestPositionOf, parkedCases, register } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { noteLog, UNSTORABLE } from './note-log.fixtures.ts'
import { projection } from './projection.ts'
import { rebuild } from './rebuild.ts'
import { Noted } from './tally.fixtures.ts'
import { tablesOf } from './view-table.ts'
import { consumerNameOf } from './view.ts'

const LEASE_MS = 60_000
const EVENTS = 600

let log: TestLog
let db: DataSource
let statements: string[]
beforeEach(async () => {
  log = await testLog()
  db = await log.open(tablesOf([noteLog]))
  db.subscribers.push({ beforeQuery: ({ query }) => void statements.push(query) })
  statements = []
})
afterEach(() => log.close())

const note = async (caseId: string, numbers: readonly number[]): Promise<void> => {
  const facts = numbers.map((number) => ({ type: Noted.type, data: { number } }))
  await log.record({ caseId, facts, eventTypes: [Noted] })
}
const numbersFrom = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, index) => first + index)

const claimed = async ({ name, from }: Consumer): Promise<Claim> => {
  await register(db.manager, { name, from }, log.storeOf('prosecution'))
  return (await claim(db, name, randomUUID(), LEASE_MS)) as Claim
}

/** Delivers what was recorded since, in batches of a size. */
const follow = async (consumer: Consumer, held: Claim, limit: number): Promise<void> => {
  for (;;) {
    const after = lowestPositionOf(held)
    const { events, ...at } = await log.storeOf('prosecution').readAll({ after, limit })
    if (at.position === after) return
    await deliver(db, consumer, held, events, at)
  }
}

const rows = async (): Promise<readonly string[]> => {
  const found: { text: string }[] = await db.query('select t::text as text from test_note_log_v1 t order by position')
  return found.map(({ text }) => text)
}
const inserts = (): readonly string[] => statements.filter((statement) => statement.includes('insert into test_note_log_v1'))

describe('many events of a view with a row for each', () => {
  it('are copied, to the same bytes as by statements with values', async () => {
    await note(randomUUID(), numbersFrom(0, EVENTS))
    const consumer = projection(noteLog, log.storeOf('prosecution'))
    const held = await claimed(consumer)
    await follow(consumer, held, EVENTS)
    expect(inserts()).toEqual([])
    const copied = await rows()
    expect(copied).toHaveLength(EVENTS)
    await db.query('truncate test_note_log_v1; update feed_checkpoint set position = 0')
    await follow(consumer, await claimed({ ...consumer, name: `${consumer.name}~again` }), 100)
    expect(inserts()).toHaveLength(EVENTS / 100)
    expect(await rows()).toEqual(copied)
  })

  it('are in the table with its checkpoint, or not at all', async () => {
    await note(randomUUID(), numbersFrom(0, EVENTS))
    const consumer = projection(noteLog, log.storeOf('prosecution'))
    const held = await claimed(consumer)
    await db.query('update feed_checkpoint set epoch = epoch + 1 where consumer = $1', [consumer.name])
    await expect(follow(consumer, held, EVENTS)).rejects.toThrow('another replica took over')
    expect(await rows()).toEqual([])
  })

  it('park the case of the one that cannot be stored, and no other', async () => {
    const [wrong, right] = [randomUUID(), randomUUID()]
    await note(right, numbersFrom(0, EVENTS))
    await note(wrong, [1, UNSTORABLE, 3])
    const consumer = projection(noteLog, log.storeOf('prosecution'))
    await follow(consumer, await claimed(consumer), 5_000)
    expect(await rows()).toHaveLength(EVENTS + 1)
    expect(await parkedCases(db)).toMatchObject([{ caseKey: wrong, waiting: 2 }])
  })

  it('replace rows that are there already, as those of events that the log has lost', async () => {
    const caseId = randomUUID()
    await note(caseId, numbersFrom(0, EVENTS))
    const consumer = projection(noteLog, log.storeOf('prosecution'))
    await db.query(`insert into test_note_log_v1 (case_id, position, label, data) values ($1, 1, 'lost', '{}')`, [caseId])
    await follow(consumer, await claimed(consumer), EVENTS)
    expect(await rows()).toHaveLength(EVENTS)
    expect(await db.query(`select from test_note_log_v1 where label = 'lost'`)).toEqual([])
    expect(await parkedCases(db)).toEqual([])
  })

  it('are copied into the second table of a rebuild, without the rows of the view', async () => {
    await note(randomUUID(), numbersFrom(0, 500))
    await note(randomUUID(), numbersFrom(0, 500))
    const store = log.storeOf('prosecution')
    const consumer = projection(noteLog, store)
    await follow(consumer, await claimed({ ...consumer, name: consumerNameOf(noteLog) }), 5_000)
    const before = await rows()
    statements = []
    await rebuild({ view: noteLog, store, db })
    expect(statements.filter((statement) => statement.includes('insert into test_note_log_v1__rebuild'))).toEqual([])
    expect(await rows()).toEqual(before)
  })
})
