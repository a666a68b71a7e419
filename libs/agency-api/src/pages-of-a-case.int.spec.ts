import { randomUUID } from 'node:crypto'
import { eventAccess } from '@case-timeline/access'
import { SuspectArrested } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Outbound, outboundOf } from './outbound.ts'

const EVENTS = 1_000
const LIMIT = 200

let log: TestLog
let outbound: Outbound
const asked = { statements: 0, rows: 0 }

/** The store, whose reads are counted: each is one statement. */
const counted = (store: EventStore): EventStore =>
  new Proxy(store, {
    get: (_, name) => {
      const member: unknown = Reflect.get(store, name, store)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(member, store, given)
        asked.statements += 1
        if (name === 'readCase') asked.rows += (answer as unknown[]).length
        return answer
      }
    },
  })

beforeAll(async () => {
  log = await testLog()
  const store = counted(log.storeOf('investigation'))
  outbound = outboundOf({ store, access: eventAccess(store), schemasUrl: undefined }, new AbortController().signal)
})
afterAll(() => log.close())

it('a page of a case reads the events of this page, however many the case has, and the pages have each event once', async () => {
  const caseId = randomUUID()
  const arrest = { type: SuspectArrested.type, data: SuspectArrested.example }
  const facts = Array.from({ length: EVENTS / 10 }, () => arrest)
  for (let n = 0; n < 10; n += 1) await log.record({ caseId, agencyId: 'zz-police', facts, eventTypes: [SuspectArrested] })
  const receiver = { userId: 'system', agencyId: 'zz-police', sector: 'investigation', role: 'agency-system' } as const
  // Who may see the case is found in its events, once.
  await outbound.pageOfCase(receiver, { caseId, after: '0', limit: 1 })
  const revisions: number[] = []
  for (let after = '0'; ;) {
    Object.assign(asked, { statements: 0, rows: 0 })
    const page = await outbound.pageOfCase(receiver, { caseId, after, limit: LIMIT })
    expect(asked.rows).toBeLessThanOrEqual(LIMIT + 1)
    expect(asked.statements).toBeLessThanOrEqual(3)
    revisions.push(...page.events.map(({ event }) => event.revision))
    expect(page.caughtUp).toBe(revisions.length === EVENTS)
    if (page.caughtUp) break
    after = page.cursor
  }
  expect(revisions).toEqual(Array.from({ length: EVENTS }, (_, n) => n))
})
