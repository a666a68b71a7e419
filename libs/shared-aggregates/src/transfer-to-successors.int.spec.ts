import { officesIn } from '@case-timeline/access'
import { CaseOpened } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import type { JobContext } from '@case-timeline/service-kit'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { transferToSuccessors } from './transfer-to-successors.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

it('the job that transfers cases to successors reads the log once, and afterwards what was recorded since', async () => {
  const store = log.storeOf('prosecution')
  const readAfter: string[] = []
  const readAll: EventStore['readAll'] = (page) => {
    readAfter.push(page.after)
    return store.readAll(page)
  }
  const get = (target: EventStore, name: string | symbol): unknown => {
    const value: unknown = name === 'readAll' ? readAll : Reflect.get(target, name)
    return typeof value === 'function' ? value.bind(target) : value
  }
  const job = transferToSuccessors('prosecution')
  const counted = new Proxy(store, { get })
  const jobContext = { context: { store: counted }, offices: officesIn(counted), signal: new AbortController().signal }
  const open = () =>
    log.record({ caseId: randomUUID(), eventTypes: [CaseOpened], facts: [{ type: CaseOpened.type, data: CaseOpened.example }] })
  const ends: string[] = []
  for (let run = 0; run < 3; run += 1) {
    ends.push((await open()).lastPosition)
    await job.run(jobContext as unknown as JobContext)
  }
  expect(readAfter).toEqual(['0', ends[0], ends[1]])
})
