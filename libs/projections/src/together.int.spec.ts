import { EventCorrected, PersonRefsMerged } from '@case-timeline/contracts'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { digest } from './digest.ts'
import { notebook } from './notebook.fixtures.ts'
import { correct, note } from './notebook-log.fixtures.ts'
import { projections } from './projection.ts'
import { rebuild } from './rebuild.ts'
import { watchedStore } from './rebuilding.fixtures.ts'
import { AllMarked, Erased, Noted, tally } from './tally.fixtures.ts'
import { fillTogether } from './together.ts'
import { type StoredView, tablesOf } from './view-table.ts'
import { consumerNameOf } from './view.ts'

const views: readonly StoredView[] = [tally, notebook]
const EVENTS = 30 * 100

let log: TestLog
let db: DataSource
beforeAll(async () => {
  log = await testLog()
  db = await log.open(tablesOf(views))
  const eventTypes = [Noted, Erased, AllMarked, EventCorrected, PersonRefsMerged]
  for (let n = 0; n < 30; n += 1) {
    const caseId = randomUUID()
    const { ids } = await log.record({ caseId, facts: Array.from({ length: 99 }, (_, number) => note(number)), eventTypes })
    await log.record({ caseId, facts: [correct(ids[3] ?? '', 1_000)], eventTypes })
  }
  const store = log.storeOf('prosecution')
  const ending = new AbortController()
  const running = await Promise.all(
    projections(views, store).map((consumer) => storeFeed({ store }).consume({ db, consumer, signal: ending.signal })),
  )
  for (const view of views) await waitFor(db, consumerNameOf(view), await store.lastPosition(), 60_000)
  ending.abort()
  await Promise.all(running.map(({ stopped }) => stopped))
}, 60_000)
afterAll(() => log.close())

describe('rebuilding all views of a service', () => {
  it('reads the log once for all of them, and a history that several fold again once, to the same rows', async () => {
    const digests = () => Promise.all(views.map((view) => digest(db, view)))
    const before = await digests()
    let read = 0
    let histories = 0
    const watched = watchedStore(log.storeOf('prosecution'), (events) => void (read += events))
    const { readCase } = watched
    const store = new Proxy(watched, {
      get: (target, member) =>
        member === 'readCase'
          ? (...args: Parameters<typeof readCase>) => {
              histories += 1
              return target.readCase(...args)
            }
          : (Reflect.get(target, member, target) as unknown),
    })
    expect((await fillTogether({ views, store, db })).filled).toEqual(new Set(views.map(({ name }) => name)))
    expect((await fillTogether({ views: views.slice(0, 1), store, db })).filled).toEqual(new Set())
    expect(read).toBeLessThan(1.1 * EVENTS)
    for (const view of views) expect(await rebuild({ view, store, db, differences: 'refused' })).toMatchObject({ events: 0 })
    expect(read).toBeLessThan(1.1 * EVENTS)
    // A chunk may end within a case, which is then folded again by the next one.
    expect(histories).toBeLessThan(1.3 * 30)
    expect(await digests()).toEqual(before)
  }, 60_000)
})
