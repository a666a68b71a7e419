import { waitFor } from '@case-timeline/feed'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { type TallyLog, tallyLog } from './rebuilding.fixtures.ts'
import { AllMarked, Noted, tally } from './tally.fixtures.ts'
import { followInProcess } from './tally-process.fixtures.ts'
import { verify } from './verify.ts'
import { consumerNameOf } from './view.ts'

const KILLS = 2
const LEASE_MS = 2_000

let log: TallyLog
let cases: readonly string[]
beforeAll(async () => {
  log = await tallyLog()
  await log.log.allow([Noted, AllMarked])
  cases = [await log.note([1]), await log.note([1]), await log.note([1])]
})
afterAll(() => log.close())

it('a view has every event once, and those of a case in their order, when the replica that fills it is killed and another one takes over', async () => {
  const urls = { store: log.log.urlOf('prosecution'), views: (log.db.options as { url: string }).url }
  let replicas = [followInProcess(urls, LEASE_MS), followInProcess(urls, LEASE_MS)]
  let isRunning = true
  let marks = 0
  const writing = (async () => {
    for (; isRunning; marks += 1)
      for (const caseId of cases)
        await log.log.record({ caseId, facts: [{ type: AllMarked.type, data: { number: marks } }], eventTypes: [AllMarked] })
  })()
  const takenOver: number[] = []
  for (let kills = 0; kills < KILLS; kills += 1) {
    const start = replicas.map((replica) => replica.delivered())
    while (replicas.every((replica, index) => replica.delivered() < (start[index] ?? 0) + 5)) await pause(20)
    const [working] = replicas.toSorted((one, other) => other.delivered() - one.delivered())
    const standby = replicas.find((replica) => replica !== working)
    await working?.kill()
    const [before, killedAt] = [standby?.delivered(), performance.now()]
    while (standby?.delivered() === before) await pause(10)
    takenOver.push(performance.now() - killedAt)
    replicas = standby ? [standby, followInProcess(urls, LEASE_MS)] : []
  }
  isRunning = false
  await writing
  expect(await waitFor(log.db, consumerNameOf(tally), await log.store.lastPosition(), 60_000)).toBe(true)
  console.log(`taken over ${takenOver.map((ms) => Math.round(ms)).join(' and ')} ms after the kill, with a lease of ${LEASE_MS} ms`)
  for (const caseId of cases) {
    const rows: unknown = await log.db.query('select count, marks from number_tally_v1 where case_id = $1', [caseId])
    expect(rows).toEqual([{ count: 1, marks: Array.from({ length: marks }, (_, number) => number) }])
  }
  expect(await verify({ view: tally, store: log.store, db: log.db })).toMatchObject({ differing: 0 })
  await Promise.all(replicas.map((replica) => replica.kill()))
}, 180_000)
