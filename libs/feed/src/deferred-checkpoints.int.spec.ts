import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource, EntityManager } from 'typeorm'
import { advance } from './advance.ts'
import { type Claim, claim, register } from './claim.ts'
import { deferredCheckpoints } from './deferred-checkpoints.ts'
import { positionOf } from './position.ts'
import { type TestLog, testLog } from './test-log.fixtures.ts'

const LEASE_MS = 60_000
const hash = 'ab'.repeat(32)

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open()
})
afterAll(() => log.close())

const claimed = async (name = `test.${randomUUID()}`): Promise<Claim> => {
  await register(db.manager, { name, from: 'beginning' }, log.storeOf('prosecution'))
  const own = await claim(db, name, randomUUID(), LEASE_MS)
  if (!own) throw new Error(`${name} is claimed by another owner`)
  return own
}
/** The database, with a call at each statement. */
const counting = (count: () => void): DataSource => {
  const query = (...statement: Parameters<EntityManager['query']>): Promise<unknown> => {
    count()
    return db.query(...statement)
  }
  return { manager: { query } } as DataSource
}
const neverLost = () => {
  throw new Error('no other replica took over')
}

describe('checkpoints that move without an effect', () => {
  it('are written by one statement for all consumers, with the hash at the position', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimed()))
    let statements = 0
    const checkpoints = deferredCheckpoints(counting(() => (statements += 1)))
    for (const position of ['7', '8', '9']) for (const one of claims) checkpoints.pass(one, { position, hash }, neverLost, false)
    await checkpoints.flush()
    expect(statements).toBe(1)
    for (const { consumer } of claims) expect(await positionOf(db, consumer)).toBe('9')
    const rests = await db.query('select distinct log_position, log_hash from feed_checkpoint where consumer = any ($1)', [
      claims.map(({ consumer }) => consumer),
    ])
    expect(rests).toEqual([{ log_position: '9', log_hash: hash }])
  })

  it('are written by themselves a moment later', async () => {
    const own = await claimed()
    deferredCheckpoints(db).pass(own, { position: '5' }, neverLost, false)
    while ((await positionOf(db, own.consumer)) !== '5') await pause(20)
  })

  it('are written at most once a second while others move', async () => {
    const own = await claimed()
    let statements = 0
    const checkpoints = deferredCheckpoints(counting(() => (statements += 1)))
    const start = performance.now()
    for (let position = 1; statements < 3; position += 1) {
      checkpoints.pass(own, { position: String(position) }, neverLost, false)
      await pause(10)
    }
    expect(performance.now() - start).toBeGreaterThan(2_000)
  })

  it('leave the checkpoint of a consumer alone whose effect is written', async () => {
    const own = await claimed()
    const checkpoints = deferredCheckpoints(db)
    checkpoints.pass(own, { position: '3' }, neverLost, false)
    const writing = checkpoints.flush()
    checkpoints.pass(own, { position: '4' }, neverLost, false)
    await checkpoints.settle(own)
    await db.transaction((tx) => advance(tx, own, { position: '6' }))
    await writing
    await checkpoints.flush()
    expect(await positionOf(db, own.consumer)).toBe('6')
  })

  it('wait for a checkpoint that another transaction locks, and delay no other consumer', async () => {
    const [locked, free] = [await claimed(), await claimed()]
    const checkpoints = deferredCheckpoints(db)
    await db.transaction(async (tx) => {
      await tx.query('select from feed_checkpoint where consumer = $1 for update', [locked.consumer])
      for (const one of [locked, free]) checkpoints.pass(one, { position: '2' }, neverLost, false)
      await checkpoints.flush()
      expect(await positionOf(db, free.consumer)).toBe('2')
    })
    while ((await positionOf(db, locked.consumer)) !== '2') await pause(20)
  })

  it('are not written over those of another replica that took over, and their owner learns of it', async () => {
    const own = await claimed()
    let isLost = false
    await db.query('update feed_checkpoint set epoch = epoch + 1, position = 1 where consumer = $1', [own.consumer])
    const checkpoints = deferredCheckpoints(db)
    checkpoints.pass(own, { position: '9' }, () => (isLost = true), false)
    await checkpoints.flush()
    expect(isLost).toBe(true)
    expect(await positionOf(db, own.consumer)).toBe('1')
  })
})
