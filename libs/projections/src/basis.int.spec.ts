import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { isOutdated, outdatedViews } from './basis.ts'
import { listProjections } from './projection-status.ts'
import { rebuild } from './rebuild.ts'
import { Noted, tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import { tablesOf } from './view-table.ts'

let log: TestLog
let db: DataSource

beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf([tally]))
  await log.record({ caseId: randomUUID(), facts: [{ type: Noted.type, data: { number: 1 } }], eventTypes: [Noted] })
})
afterAll(() => log.close())

const under = (digit: string) => ({ ...tally, basis: digit.repeat(64) })
const work = (digit: string) => ({ view: under(digit), store: log.storeOf('prosecution'), db })

describe('a view whose rows depend on a policy', () => {
  it('is not outdated while it has no rows', async () => {
    expect(await outdatedViews(db, [under('a')])).toEqual([])
    expect(await outdatedViews(db, [under('b')])).toEqual([])
  })

  it('is outdated if its rows were folded under another policy, until it is rebuilt', async () => {
    await rebuild(work('a'))
    expect(await isOutdated(db, under('a'))).toBe(false)
    expect((await outdatedViews(db, [under('b')])).map(({ name }) => name)).toEqual(['number-tally'])
    expect(await listProjections(db, log.storeOf('prosecution'), [under('b')])).toMatchObject([{ name: 'number-tally', outdated: true }])
    await rebuild(work('b'))
    expect(await listProjections(db, log.storeOf('prosecution'), [under('b')])).toMatchObject([{ outdated: false }])
  })

  it('remains outdated after a verification', async () => {
    await verify(work('c'))
    expect(await isOutdated(db, under('c'))).toBe(true)
  })

  it('is never outdated if it depends only on events', async () => expect(await isOutdated(db, tally)).toBe(false))
})
