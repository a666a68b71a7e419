import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { pino } from 'pino'
import type { DataSource } from 'typeorm'
import { type JobContext, runJobs, type ScheduledJob } from './scheduled-jobs.ts'

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
  await db.query('create table to_do (job text primary key, since text not null)')
})
afterAll(() => log.close())

const LEAD_MS = 3_600_000

/** Runs jobs for some periods, until the first of them begins the next one. @returns how often each has run, and the statements that were sent */
const runs = async (jobs: readonly Pick<ScheduledJob, 'name' | 'isDue'>[], periods: number) => {
  const ending = new AbortController()
  const counts: Record<string, number> = Object.fromEntries(jobs.map(({ name }) => [name, 0]))
  const statements: string[] = []
  const query = (text: string, values: unknown[]) => {
    statements.push(text)
    return db.query(text, values)
  }
  const jobContext = { db: { query }, context: { now: () => new Date().toISOString() }, signal: ending.signal } as unknown as JobContext
  const counted = jobs.map((job, index): ScheduledJob => ({
    ...job,
    everySeconds: 0.1,
    run: async () => {
      counts[job.name] = (counts[job.name] ?? 0) + 1
      if (index === 0 && counts[job.name] === periods + 1) ending.abort()
    },
  }))
  await runJobs(counted, jobContext, pino({ level: 'silent' }))
  return { counts, statements }
}

const dueIf = (job: string): string => `exists (select from to_do where job = '${job}' and since <= asked.ahead)`

it('jobs that come due together ask by one statement, and one that has nothing to do does not run', async () => {
  await db.query(`delete from to_do; insert into to_do values ('one', '2026-01-01T00:00:00.000Z')`)
  const { counts, statements } = await runs(
    [{ name: 'always' }, { name: 'one', isDue: dueIf('one') }, { name: 'other', isDue: dueIf('other') }],
    3,
  )
  expect([counts, statements.length]).toEqual([{ always: 4, one: 3, other: 0 }, 3])
})

it('a job is asked for what begins within the hour, since the clock of the event store may be ahead', async () => {
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString()
  await db.query('delete from to_do')
  await db.query('insert into to_do values ($1, $2), ($3, $4)', ['soon', at(LEAD_MS - 60_000), 'later', at(LEAD_MS + 60_000)])
  const { counts } = await runs([{ name: 'always' }, { name: 'soon', isDue: dueIf('soon') }, { name: 'later', isDue: dueIf('later') }], 2)
  expect(counts).toEqual({ always: 3, soon: 2, later: 0 })
})

it('where it cannot be asked, each job runs, and meets the error by itself', async () => {
  const { counts } = await runs(
    [{ name: 'always' }, { name: 'other', isDue: dueIf('other') }, { name: 'broken', isDue: 'exists (select from nothing)' }],
    2,
  )
  expect(counts).toEqual({ always: 3, other: 2, broken: 2 })
})

it('a table that is locked delays no job that is always due', async () => {
  const locking = db.createQueryRunner()
  await locking.startTransaction()
  try {
    await locking.query('lock table to_do')
    const { counts } = await runs([{ name: 'always' }, { name: 'one', isDue: dueIf('one') }], 1)
    expect(counts).toEqual({ always: 2, one: 1 })
  } finally {
    await locking.rollbackTransaction()
    await locking.release()
  }
})
