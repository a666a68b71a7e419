import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { isOutdated, outdated } from './basis.ts'
import { list } from './list.ts'
import { rebuild } from './rebuild.ts'
import { CreateTally1764000000001, Noted, tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

let log: TestLog
let db: DataSource

beforeAll(async () => {
  log = await testLog()
  db = await log.open({ migrations: [CreateTally1764000000001] })
  await log.record({ caseId: randomUUID(), facts: [{ type: Noted.type, data: { number: 1 } }], as: [Noted] })
}, 30_000)
afterAll(() => log.close())

const under = (digit: string) => ({ ...tally, basis: digit.repeat(64) })
const work = (digit: string) => ({ view: under(digit), store: log.storeOf('prosecution'), db })

describe('a view whose rows depend on a policy', () => {
  it('is not outdated while it has none', async () => {
    expect(await outdated(db, [under('a')])).toEqual([])
    expect(await outdated(db, [under('b')])).toEqual([])
  })

  it('is outdated once it has rows that were made under another one, until it is rebuilt', async () => {
    await rebuild(work('a'))
    expect(await isOutdated(db, under('a'))).toBe(false)
    expect((await outdated(db, [under('b')])).map(({ name }) => name)).toEqual(['number-tally'])
    expect(await list(db, log.storeOf('prosecution'), [under('b')])).toMatchObject([{ name: 'number-tally', outdated: true }])
    await rebuild(work('b'))
    expect(await list(db, log.storeOf('prosecution'), [under('b')])).toMatchObject([{ outdated: false }])
  })

  it('is not taken for rebuilt because it was verified', async () => {
    await verify(work('c'))
    expect(await isOutdated(db, under('c'))).toBe(true)
  })

  it('is never outdated where it depends on the events alone', async () => expect(await isOutdated(db, tally)).toBe(false))
})
