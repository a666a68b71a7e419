import { testDatabase } from '@case-timeline/embedded/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { prepareRepeated } from './prepared-statements.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let session: pg.Client
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const withSession = async (work: () => Promise<void>): Promise<void> => {
  session = new pg.Client({ connectionString: database.url })
  await session.connect()
  prepareRepeated(session)
  try {
    await work()
  } finally {
    await session.end()
  }
}

const times = async (count: number, text: string, values: readonly unknown[]): Promise<void> => {
  for (let execution = 0; execution < count; execution += 1) await session.query(text, [...values])
}

/** The statements that the server has prepared for the session, with how often each was executed. */
const prepared = async (): Promise<readonly { readonly statement: string; readonly executions: number }[]> =>
  (await session.query('select statement, (generic_plans + custom_plans)::int as executions from pg_prepared_statements order by 1')).rows

describe('a session that prepares repeated statements', () => {
  it('prepares a statement with values from its fourth execution on, and again when its executions have grown fourfold', () =>
    withSession(async () => {
      await times(3, 'select $1::int', [1])
      expect(await prepared()).toEqual([])
      await times(12, 'select $1::int', [1])
      expect(await prepared()).toEqual([{ statement: 'select $1::int', executions: 12 }])
      await times(1, 'select $1::int', [1])
      expect(await prepared()).toEqual([{ statement: 'select $1::int', executions: 1 }])
    }))

  it('leaves statements without values and several in one text as they are', () =>
    withSession(async () => {
      for (let execution = 0; execution < 5; execution += 1) {
        await session.query('select 1')
        await session.query('begin; commit')
      }
      expect(await prepared()).toEqual([])
    }))

  it('keeps the statements that were executed last, and no more of them than fit', () =>
    withSession(async () => {
      for (let number = 0; number < 70; number += 1) await times(4, `select $1::int + ${number}`, [1])
      const statements = (await prepared()).map(({ statement }) => statement)
      expect(statements).toHaveLength(60)
      expect(statements).toContain('select $1::int + 69')
      expect(statements).not.toContain('select $1::int + 9')
    }))

  it('executes a prepared statement again after it failed, and after its transaction failed', () =>
    withSession(async () => {
      const divide = async (by: number): Promise<unknown> => (await session.query('select 6 / $1::int as result', [by])).rows[0]
      for (let execution = 0; execution < 5; execution += 1) expect(await divide(2)).toEqual({ result: 3 })
      await expect(divide(0)).rejects.toThrow('division by zero')
      await session.query('begin')
      await expect(divide(0)).rejects.toThrow('division by zero')
      // While the transaction is aborted, a prepared statement cannot be replaced.
      for (let execution = 0; execution < 12; execution += 1) await expect(divide(1)).rejects.toThrow('transaction is aborted')
      await session.query('rollback')
      expect(await divide(3)).toEqual({ result: 2 })
    }))

  it('disturbs no transaction when it forgets a statement that never was prepared', () =>
    withSession(async () => {
      await session.query('begin')
      await expect(times(1, 'select 1 / $1::int', [0])).rejects.toThrow('division by zero')
      for (let execution = 0; execution < 20; execution += 1)
        await expect(times(1, 'select $1::int as never', [1])).rejects.toThrow('transaction is aborted')
      await session.query('rollback')
      await session.query('begin')
      for (let number = 0; number < 70; number += 1) await times(1, `select $1::int + ${number}`, [1])
      await times(1, 'select $1::int as still', [1])
      await session.query('commit')
    }))

  it('fails once, and not again, after a table changed', () =>
    withSession(async () => {
      await session.query('create table changing (id int)')
      await times(5, 'select * from changing where id = $1', [1])
      await session.query('alter table changing add column name text')
      await expect(times(1, 'select * from changing where id = $1', [1])).rejects.toThrow('cached plan must not change result type')
      await times(6, 'select * from changing where id = $1', [1])
    }))

  it('fails once, and not again, after a value could not be sent', () =>
    withSession(async () => {
      await times(5, 'select $1::json', [{ number: 1 }])
      await expect(times(1, 'select $1::json', [{ number: 1n }])).rejects.toThrow('BigInt')
      await times(1, 'select $1::json', [{ number: 1 }]).catch((error: unknown) => expect(String(error)).toContain('does not exist'))
      await times(3, 'select $1::json', [{ number: 1 }])
    }))

  it('has pg remember no more statements than the server', () =>
    withSession(async () => {
      const { parsedStatements } = (session as unknown as { connection: { parsedStatements: object } }).connection
      for (let round = 0; round < 3; round += 1)
        for (let number = 0; number < 70; number += 1) await times(4, `select $1::int + ${number}`, [1])
      await session.query('select')
      expect(Object.keys(parsedStatements)).toHaveLength(60)
      expect(await prepared()).toHaveLength(60)
    }))

  it('finds rows by the index, which the plan for a table of one row does not use, once the table has grown', () =>
    withSession(async () => {
      await session.query('create table item (id int primary key, filler text)')
      await session.query(`insert into item values (1, 'x')`)
      await session.query('analyze item')
      await times(20, 'select filler from item where id = $1', [1])
      await session.query('insert into item select n, $1 from generate_series(2, 20000) n', ['x'.repeat(200)])
      await times(100, 'select filler from item where id = $1', [1])
      await session.query('begin')
      const passed = async (): Promise<number> =>
        Number((await session.query(`select seq_tup_read from pg_stat_xact_user_tables where relname = 'item'`)).rows[0]?.seq_tup_read)
      const before = await passed()
      await times(1, 'select filler from item where id = $1', [1])
      expect((await passed()) - before).toBe(0)
      await session.query('rollback')
    }))
})
