import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { connectClient, readerConfig } from './connection.ts'
import { type EventDatabase, eventDatabase } from './database.fixtures.ts'
import { type Wait, type WakeUp, wakeUp } from './wake-up.ts'

/** Longer than a specification may take: nothing but a hint ends a wait. */
const NEVER_MS = 120_000
/** A hint that came shortly after another one is given by then. */
const SPACED_MS = 60
const signal = new AbortController().signal
const after = (hintCount: number): Wait => ({ hintCount, at: '0', ms: NEVER_MS, signal })
const nextTurn = () => new Promise(setImmediate)

let database: EventDatabase
let pool: pg.Pool
const opened: WakeUp[] = []
beforeAll(async () => {
  database = await eventDatabase()
  pool = new pg.Pool(readerConfig(database.urls.investigation))
  pool.on('error', () => undefined)
})
afterAll(async () => {
  for (const one of opened) await one.close()
  await pool.end()
  await database.drop()
})

interface Listening extends WakeUp {
  /** Resolves when all notifications of this process are sent, and all that were sent before are received. */
  settled(): Promise<void>
}

/** A process that listens. */
const listening = async (): Promise<Listening> => {
  let session: Promise<pg.Client> | undefined
  let sent: Promise<unknown> | undefined
  const one = wakeUp(
    () => (session = connectClient(readerConfig(database.urls.investigation))),
    (statement) => (sent = pool.query(statement)),
    () => Promise.resolve('0'),
  )
  opened.push(one)
  await one.next(after(0))
  const settled = async () => {
    await nextTurn()
    await sent
    await (await session)?.query('select')
    await pause(SPACED_MS)
  }
  return { ...one, settled }
}

describe('a hint that the log has grown', () => {
  it('comes once to the process that gives it, and to the others', async () => {
    const [one, other] = [await listening(), await listening()]
    const [before, otherBefore] = [one.hintCount(), other.hintCount()]
    one.announce()
    for (const { settled } of [one, other]) await settled()
    expect([one.hintCount() - before, other.hintCount() - otherBefore]).toEqual([1, 1])
  })

  it('comes to the others if the process ends at once, also right after another hint', async () => {
    const [one, other] = [await listening(), await listening()]
    const before = other.hintCount()
    one.announce()
    await one.settled()
    one.announce()
    await nextTurn()
    await one.close()
    await other.settled()
    expect(other.hintCount() - before).toBe(2)
    const last = await listening()
    last.announce()
    await last.close()
    await other.settled()
    expect(other.hintCount() - before).toBe(3)
  })

  it('comes once for all that is announced shortly after another one', async () => {
    const [one, other] = [await listening(), await listening()]
    const [before, otherBefore] = [one.hintCount(), other.hintCount()]
    for (let n = 0; n < 5; n += 1) {
      one.announce()
      await nextTurn()
    }
    for (const { settled } of [one, other]) await settled()
    expect([one.hintCount() - before, other.hintCount() - otherBefore]).toEqual([2, 2])
  })

  it('comes when a process listens again after its connection broke', async () => {
    const one = await listening()
    const before = one.hintCount()
    const waiting = one.next(after(before))
    const name = new URL(database.adminUrl).pathname.slice(1)
    await database.onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    await waiting
    await one.next(after(before))
    expect(one.hintCount()).toBeGreaterThan(before)
  })
})
