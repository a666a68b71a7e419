import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { digest } from './digest.ts'
import { prepare } from './prepare.ts'
import { type TallyLog, tallyLog, watchedStore } from './rebuilding.fixtures.ts'
import { tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'

const CASES = 30
const EVENTS = CASES * 300
const NEVER = new AbortController().signal

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
  for (let n = 0; n < CASES; n += 1) await log.note(Array.from({ length: 300 }, (_, number) => number))
}, 60_000)
afterAll(() => log.close())
beforeEach(() => log.clear())

const work = () => ({ views: [tally], store: log.store, db: log.db, signal: NEVER })

describe('preparing the views of a release', () => {
  it('fills them to the end of the log, from where the live consumer goes on', async () => {
    const position = await log.store.lastPosition()
    expect(await prepare(work())).toEqual([{ view: 'number-tally', version: 1, how: 'filled', position }])
    await log.note([1])
    await log.follow()
    expect(await verify({ view: tally, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
    expect(await prepare(work())).toMatchObject([{ how: 'followed' }])
  })

  it('continues after an interruption, and ends with the same rows', async () => {
    await log.follow()
    const right = await digest(log.db, tally)
    await log.clear()
    const ending = new AbortController()
    let read = 0
    const interrupted = watchedStore(log.store, (events) => {
      read += events
      if (read > EVENTS / 2) ending.abort(new Error('the process ends'))
    })
    await expect(prepare({ ...work(), store: interrupted, signal: ending.signal })).rejects.toThrow('the process ends')
    read = 0
    await prepare({ ...work(), store: watchedStore(log.store, (events) => void (read += events)) })
    expect(read).toBeLessThan(EVENTS * 0.8)
    expect(await digest(log.db, tally)).toEqual(right)
  })

  it('waits for a process that fills them already', async () => {
    const both = await Promise.all([prepare(work()), prepare(work())])
    expect(both.map(([prepared]) => prepared?.how).toSorted()).toEqual(['filled', 'followed'])
    expect(await verify({ view: tally, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
  })

  it('says that another process filled a view, if that one ended just before this one claimed it', async () => {
    let isFirst = true
    const others = new Proxy(log.db.manager, {
      get: (manager, member) =>
        member === 'query'
          ? async (statement: string, parameters: unknown[]) => {
              if (isFirst && statement.startsWith('select position, case when log_position')) {
                isFirst = false
                expect(await prepare(work())).toMatchObject([{ how: 'filled' }])
              }
              return manager.query(statement, parameters)
            }
          : (Reflect.get(manager, member, manager) as unknown),
    })
    const db = new Proxy(log.db, {
      get: (source, member) => (member === 'manager' ? others : (Reflect.get(source, member, source) as unknown)),
    })
    expect(await prepare({ ...work(), db })).toMatchObject([{ how: 'followed' }])
    expect(isFirst).toBe(false)
  })

  it('leaves a view behind which the log went back to an operator, and does not wait for it', async () => {
    await log.follow()
    await log.note([1])
    await log.db.query(`update feed_checkpoint set log_hash = repeat('0', 64)`)
    expect(await prepare(work())).toMatchObject([{ view: 'number-tally', how: 'waits' }])
  })
})
