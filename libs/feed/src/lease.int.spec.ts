import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { claim, register } from './claim.ts'
import { type TestLog, testLog, waitUntil } from './fixtures.ts'
import { leases } from './lease.ts'

const LEASE_MS = 5_000

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

/** A consumer whose lease a replica took that then died, `ahead` of the database's clock of today. */
const leasedAhead = async (consumer: string, ahead: string): Promise<void> => {
  await register(db.manager, { name: consumer, from: 'beginning' }, log.storeOf('prosecution'))
  await db.query(`insert into feed_lease (consumer, owner, lease_until) values ($1, 'dead', clock_timestamp() + $2::interval)`, [
    consumer,
    ahead,
  ])
}

it('a lease that was taken while the clock of the database was an hour ahead does not hold for that hour', async () => {
  await leasedAhead('test.leapt', '1 hour 5 seconds')
  expect(await claim(db, 'test.leapt', 'successor', LEASE_MS)).toMatchObject({ consumer: 'test.leapt' })
})

it('a lease of the ordinary duration holds, also when the clock of the database was set back a little', async () => {
  await leasedAhead('test.honest', '5 seconds')
  await leasedAhead('test.set-back', '7 seconds')
  expect(await claim(db, 'test.honest', 'successor', LEASE_MS)).toBeUndefined()
  expect(await claim(db, 'test.set-back', 'successor', LEASE_MS)).toBeUndefined()
})

it('a replica on standby for several consumers learns which of them were released, by one statement for all', async () => {
  const names = ['test.released', 'test.held', 'test.also-released']
  for (const name of names) await leasedAhead(name, '5 seconds')
  let statements = 0
  const query = (...statement: Parameters<DataSource['query']>) => {
    statements += 1
    return db.query(...statement)
  }
  const { untilFree } = leases({ query } as DataSource, LEASE_MS)
  const ending = new AbortController()
  const free: string[] = []
  const waits = names.map((name) => untilFree(name, ending.signal).then(() => free.push(name)))
  await db.query(`delete from feed_lease where consumer in ('test.released', 'test.also-released')`)
  // It looks several times meanwhile.
  await Promise.all([pause(1_000), waitUntil('two are found to be free', () => free.length >= 2)])
  expect([free.toSorted(), statements < 6]).toEqual([['test.also-released', 'test.released'], true])
  ending.abort()
  await Promise.all(waits)
})
