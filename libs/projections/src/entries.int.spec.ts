import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { digest } from './digest.ts'
import { EVERYTHING, notebook } from './notebook.fixtures.ts'
import { correct, erase, mark, note, type NotebookLog, notebookLog, retract } from './notebook-log.fixtures.ts'
import { rebuild } from './rebuild.ts'
import { verify } from './verify.ts'

let log: NotebookLog
/** For each batch: how many rows were read whole. */
let readWhole: number[] = []
beforeAll(async () => {
  log = await notebookLog()
  const query = log.db.manager.query.bind(log.db.manager)
  log.db.manager.query = async (statement, parameters) => {
    const found = await query(statement, parameters)
    if (statement.includes('from test_notebooks_v1_entries e where'))
      readWhole.push((found as { columns: unknown }[]).filter(({ columns }) => columns !== null).length)
    return found
  }
})
afterAll(() => log.close())
beforeEach(async () => {
  await log.clear()
  readWhole = []
})

/** Starts a consumer and delivers its first batch, which is written in a transaction. @returns delivers what is new */
const begun = async (): Promise<() => Promise<void>> => {
  const deliverNew = await log.following()
  await log.record(randomUUID(), note(1))
  await deliverNew()
  readWhole = []
  return deliverNew
}

describe('a row whose lists have entries', () => {
  it('is read back as it was folded, with its lists in order', async () => {
    const deliverNew = await log.following()
    const caseId = randomUUID()
    await log.record(caseId, note(3), note(2), note(5), mark(2))
    await deliverNew()
    expect(await log.shown(caseId)).toEqual({
      caseId,
      title: 'begins with 3',
      notes: [
        { number: 3, marks: [2] },
        { number: 2, marks: [] },
        { number: 5, marks: [2] },
      ],
      byParity: { odd: [{ number: 3 }, { number: 5 }], even: [{ number: 2 }] },
    })
    expect(await log.shown(randomUUID())).toBeUndefined()
  })

  it('writes of a fact only the entries that it adds or changes', async () => {
    const deliverNew = await log.following()
    const caseId = randomUUID()
    await log.record(caseId, note(1), note(3), note(5))
    await deliverNew()
    const before = await log.stored(caseId)
    await log.record(caseId, note(7))
    await deliverNew()
    const added = (await log.stored(caseId)).filter((one) => !before.some(({ list, place }) => list === one.list && place === one.place))
    expect(added.map(({ list, place }) => [list, place])).toEqual([
      ['byParity/odd', 3],
      ['notes', 3],
    ])
    await log.record(caseId, mark(4))
    await deliverNew()
    const [{ writer } = { writer: '' }, ...others] = added
    const rewritten = (await log.stored(caseId)).filter((one) => ![writer, ...before.map((old) => old.writer)].includes(one.writer))
    expect(others).toHaveLength(1)
    expect(rewritten.map(({ list, place, entry }) => [list, place, entry])).toEqual([
      ['notes', 2, { number: 5, marks: [4] }],
      ['notes', 3, { number: 7, marks: [4] }],
    ])
  })

  it('has no entry left of a list that became shorter, and none when it is removed', async () => {
    const deliverNew = await log.following()
    const caseId = randomUUID()
    await log.record(caseId, note(1), note(2), note(1), note(4))
    await deliverNew()
    await log.record(caseId, erase(1))
    await deliverNew()
    expect((await log.stored(caseId)).filter(({ list }) => list === 'notes').map(({ entry }) => entry)).toEqual([
      { number: 2, marks: [] },
      { number: 4, marks: [] },
    ])
    await log.record(caseId, erase(EVERYTHING))
    await deliverNew()
    expect([await log.shown(caseId), await log.stored(caseId)]).toEqual([undefined, []])
    await log.record(caseId, note(6))
    await deliverNew()
    expect(await log.numbersIn(caseId)).toEqual([6])
  })

  it('is read whole once, and not at all while this process writes it', async () => {
    const caseId = randomUUID()
    await log.record(caseId, note(1))
    await (
      await log.following()
    )()
    const restarted = await begun()
    for (const number of [2, 3, 4]) {
      await log.record(caseId, note(number))
      await restarted()
    }
    expect(await log.numbersIn(caseId)).toEqual([1, 2, 3, 4])
    expect(readWhole).toEqual([1])
  })

  it('is not read for the first fact of its case', async () => {
    const deliverNew = await begun()
    const caseId = randomUUID()
    await log.record(caseId, note(1), note(2))
    await deliverNew()
    expect([await log.numbersIn(caseId), readWhole]).toEqual([[1, 2], []])
  })

  it('is read where it exists, although the process has not seen a fact of its case', async () => {
    const deliverNew = await begun()
    const caseId = randomUUID()
    await log.db.query(`insert into test_notebooks_v1 (case_id, title, notes, by_parity, written_by) values ($1, 'by hand', 1, '{}', $2)`, [
      caseId,
      randomUUID(),
    ])
    await log.db.query(`insert into test_notebooks_v1_entries values ($1, 'notes', 0, '{"number":9,"marks":[]}')`, [caseId])
    await log.record(caseId, note(1))
    await deliverNew()
    expect([await log.numbersIn(caseId), readWhole]).toEqual([[9, 1], [1]])
  })

  it.each([false, true])('is read whole again after another replica wrote it; where it was presumed: %s', async (isPresumed) => {
    const one = log.consumer()
    const caseId = randomUUID()
    await log.record(caseId, note(1))
    await log.follow(one, await log.claimed(one))
    await log.record(caseId, note(2))
    await (
      await log.following()
    )()
    const held = await log.claimed(one)
    // The first batch of a claim is written in a transaction, for which nothing is presumed.
    if (isPresumed) await log.record(randomUUID(), note(1))
    if (isPresumed) await log.follow(one, held)
    readWhole = []
    await log.record(caseId, note(3))
    await log.follow(one, held)
    expect(await log.numbersIn(caseId)).toEqual([1, 2, 3])
    if (isPresumed) expect(readWhole).toEqual([1])
    expect(await verify({ view: notebook, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
  })

  it('is the same for any batches, after corrections, after a restart and after a rebuild', async () => {
    const step = fc.record({
      of: fc.integer({ min: 0, max: 2 }),
      kind: fc.constantFrom('note', 'note', 'note', 'mark', 'erase', 'correct', 'retract', 'restart'),
      number: fc.integer({ min: 0, max: 4 }),
      pick: fc.nat(),
    })
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), sizes, async (steps, batches) => {
        const cases = [randomUUID(), randomUUID(), randomUUID()]
        const ids: string[][] = [[], [], []]
        let consumer = log.consumer()
        for (const { of, kind, number, pick } of steps) {
          const own = ids[of] ?? []
          const earlier = own[pick % Math.max(own.length, 1)]
          if (kind === 'restart') {
            await log.follow(consumer, await log.claimed(consumer), batches)
            if (number % 2 === 0) consumer = log.consumer()
            continue
          }
          const fact =
            kind === 'mark'
              ? mark(number)
              : kind === 'erase'
                ? erase(number)
                : kind === 'note' || earlier === undefined
                  ? note(number)
                  : kind === 'correct'
                    ? correct(earlier, number)
                    : retract(earlier)
          own.push(...(await log.record(cases[of] ?? '', fact)).ids)
        }
        await log.follow(consumer, await log.claimed(consumer), batches)
        const incremental = await digest(log.db, notebook)
        expect(await verify({ view: notebook, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
        await rebuild({ view: notebook, store: log.store, db: log.db })
        expect(await digest(log.db, notebook)).toEqual(incremental)
      }),
      { numRuns: 15 },
    )
  }, 120_000)

  it('is compared entry by entry when the view is verified', async () => {
    const deliverNew = await log.following()
    const caseId = randomUUID()
    await log.record(caseId, note(1), note(2))
    await deliverNew()
    await log.db.query(`update test_notebooks_v1_entries set entry = '{"number":9}' where case_id = $1 and list = 'notes' and place = 1`, [
      caseId,
    ])
    await log.db.query(`insert into test_notebooks_v1_entries values ($1, 'notes', 2, '{"number":3}')`, [caseId])
    expect(await verify({ view: notebook, store: log.store, db: log.db })).toMatchObject({
      differing: 2,
      differences: [
        { caseId, key: { list: 'notes', place: '1' }, kind: 'different' },
        { caseId, key: { list: 'notes', place: '2' }, kind: 'surplus' },
      ],
    })
  })
})
