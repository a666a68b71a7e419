import { AccessExcluded, ConfidentialityOrdered, EventRetracted } from '@case-timeline/contracts'
import { materialisedSchema, NotReadable } from '@case-timeline/projections'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { deadlineLog, eventTypes, queryFor, support } from './deadline-log.fixtures.ts'
import { deadlinesTable } from './deadlines.view.ts'

const schema = 'as_known'

let test: Awaited<ReturnType<typeof deadlineLog>>
let caseId: string
let eventId: string
let knownAt: string
beforeAll(async () => void (test = await deadlineLog()), 60_000)
afterAll(() => test.close())
/** A case in which a deadline was overdue at the position of the schema, and was met since. */
beforeEach(async () => {
  caseId = randomUUID()
  const { lastPosition, ids, recordedAt } = await test.identified(caseId)
  eventId = ids[0] ?? ''
  knownAt = recordedAt
  await test.materialised(schema, lastPosition)
  await test.informed(caseId, '2026-11-20')
  await test.foldAvailable()
})

const inSchema = () => ({ ...queryFor(caseId), schema })
/** The list of all cases, and that of the requested one. */
const listsOf = async (changes: object = {}) => {
  const lists = [await test.deadlinesOf({ ...inSchema(), ...changes })]
  lists.push(await test.deadlinesOf({ ...inSchema(), ...changes, caseId: undefined, limit: 200 }))
  return lists.map(({ deadlines }) => deadlines.filter((one) => one.caseId === caseId).map(({ state }) => state))
}

describe('the deadlines at a position of the log, in a schema of their own', () => {
  it('are those of then, while the live list goes on', async () => {
    expect(await listsOf()).toEqual([['overdue'], ['overdue']])
    expect(await test.statesOf(caseId)).toEqual(['metLate'])
    expect(await listsOf({ asOf: '2026-11-01T00:00:00.000Z' })).toEqual([['due'], ['due']])
  })

  it('are shown to nobody who may not see the live ones: another agency, and who was excluded since', async () => {
    expect(await listsOf({ agencyId: 'zz-other' })).toEqual([[], []])
    const { userId } = queryFor(caseId)
    const data = { ...AccessExcluded.example, userId }
    await test.log.record({ ...victimSupportRecord(), facts: [{ type: AccessExcluded.type, data }] })
    await test.foldAvailable()
    expect(await listsOf()).toEqual([[], []])
    expect(await listsOf({ userId: 'another.user' })).toEqual([['overdue'], ['overdue']])
  })

  it('do not show what a court order withholds that was made since', async () => {
    const order = { scope: ['sealedItems'], covers: [{ kind: 'item', id: eventId }], tier: 'courtOnly' }
    await test.log.record({ caseId, eventTypes, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data: order }] })
    await test.foldAvailable()
    expect(await listsOf()).toEqual([[], []])
    expect(JSON.stringify(await test.deadlinesOf({ ...inSchema(), caseId: undefined, limit: 200 }))).not.toContain(eventId)
  })

  it('of a case under an order are calculated from what was recorded until then', async () => {
    const order = { scope: ['sealedItems'], covers: [{ kind: 'hearing', id: randomUUID() }], tier: 'courtOnly' }
    await test.log.record({ caseId, eventTypes, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data: order }] })
    await test.foldAvailable()
    expect(await listsOf()).toEqual([['overdue'], ['overdue']])
  })

  it('are those that the list shows as known then, also when the facts were retracted since', async () => {
    const by = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }
    await test.log.record({ caseId, eventTypes, facts: [{ type: EventRetracted.type, data: { retractsId: eventId, ...by } }] })
    await test.foldAvailable()
    expect(await test.statesOf(caseId)).toEqual([])
    expect(await listsOf()).toEqual(await listsOf({ schema: undefined, knownAt }))
    expect((await listsOf())[0]).toEqual(['overdue'])
  })

  it('are refused for a schema that is none of views, lacks the view, or rests on lost events', async () => {
    const { db, store } = test
    const refused = (name: string) => test.deadlinesOf({ ...inSchema(), schema: name }).then(String, (error: Error) => error.message)
    await db.query('create schema reports; create table reports.deadlines_v13_items (like deadlines_v13_items)')
    for (const name of ['reports', 'public', 'nothing', 'as_known"; drop schema reports'])
      expect(await refused(name)).toMatch(/there is no schema .* of views at a position/)
    const lost = {
      lastPosition: () => store.lastPosition(),
      hashesAt: (positions: readonly string[]) => Promise.resolve(new Map(positions.map((one) => [one, 'f'.repeat(64)]))),
    }
    await expect(materialisedSchema({ db, store: lost }, schema, deadlinesTable)).rejects.toThrow(/the log has lost/)
    const shorter = { ...lost, lastPosition: () => Promise.resolve('0') }
    await expect(materialisedSchema({ db, store: shorter }, schema, deadlinesTable)).rejects.toThrow(NotReadable)
    await db.query(`drop table ${schema}.deadlines_v13_items, ${schema}.deadlines_v13`)
    expect(await refused(schema)).toMatch(/lacks deadlines_v13: fill it again/)
  })
})

/** Reads the list while a transaction keeps its table closed, and ends it with what it does then. */
const readWhile = async (change: (tx: EntityManager) => Promise<unknown>): Promise<readonly string[] | Error> => {
  const tx = test.db.createQueryRunner()
  await tx.startTransaction()
  await tx.query(`lock table ${schema}.deadlines_v13_items in access exclusive mode`)
  const reading = listsOf().then(
    (lists) => lists.flat(),
    (error: Error) => error,
  )
  const waiting = `select from pg_locks where relation = '${schema}.deadlines_v13_items'::regclass and not granted`
  while (((await tx.query(waiting)) as unknown[]).length === 0) await setTimeout(5)
  await change(tx.manager)
  await tx.commitTransaction()
  await tx.release()
  return reading
}

describe('a schema that goes while it is read', () => {
  it('is answered as one that does not exist', async () => {
    const answer = await readWhile((tx) => tx.query(`drop schema ${schema} cascade`))
    expect(answer).toMatchObject({ kind: 'not-found', message: expect.stringContaining(`there is no schema ${schema} of views`) })
  })

  it('is read as the one that took its place', async () => {
    await test.foldAvailable()
    await test.materialised('later', await test.store.lastPosition())
    const takesPlace = `drop schema ${schema} cascade; alter schema later rename to ${schema}`
    expect(await readWhile((tx) => tx.query(takesPlace))).toEqual(['metLate', 'metLate'])
  })

  it('does not hide that a table of it is gone', async () => {
    const answer = await readWhile((tx) => tx.query(`alter table ${schema}.deadlines_v13_items drop column clock_id cascade`))
    expect(answer).toMatchObject({ message: expect.stringContaining('clock_id') })
  })
})

const victimSupportRecord = () => ({
  ...{ caseId, eventTypes, service: 'victimSupport' as const, aggregate: `record-${caseId}`, agencyId: support },
})
