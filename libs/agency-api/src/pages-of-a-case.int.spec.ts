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
let store: EventStore
let outbound: Outbound
const asked = { statements: 0, readings: 0, rows: 0 }
const receiver = { userId: 'system', agencyId: 'zz-police', sector: 'investigation', role: 'agency-system' } as const

/** The store, whose reads are counted: each is one statement. */
const counted = (store: EventStore): EventStore =>
  new Proxy(store, {
    get: (_, name) => {
      const member: unknown = Reflect.get(store, name, store)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(member, store, given)
        asked.statements += 1
        if (name === 'readCase') {
          asked.readings += 1
          asked.rows += (answer as unknown[]).length
        }
        return answer
      }
    },
  })

beforeAll(async () => {
  log = await testLog()
  store = counted(log.storeOf('investigation'))
  outbound = outboundOf({ store, access: eventAccess(store), schemasUrl: undefined }, new AbortController().signal)
})
afterAll(() => log.close())

/** A case of a thousand events. */
const aLongCase = async (): Promise<string> => {
  const caseId = randomUUID()
  const arrest = { type: SuspectArrested.type, data: SuspectArrested.example }
  const facts = Array.from({ length: EVENTS / 10 }, () => arrest)
  for (let n = 0; n < 10; n += 1) await log.record({ caseId, agencyId: 'zz-police', facts, eventTypes: [SuspectArrested] })
  return caseId
}

it('a page of a case reads the events of this page, however many the case has, and the pages have each event once', async () => {
  const caseId = await aLongCase()
  // Who may see the case is found in its events, once.
  await outbound.pageOfCase(receiver, { caseId, after: '0', limit: 1 })
  const revisions: number[] = []
  for (let after = '0'; ;) {
    Object.assign(asked, { statements: 0, readings: 0, rows: 0 })
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

it('a page of a case asks the store a few times, however many events in between are not for the receiver', async () => {
  const caseId = await aLongCase()
  const isForReceiver = ({ revision }: { readonly revision: number }) => revision === EVENTS - 1
  const access = eventAccess(store)
  const ofTheLast: typeof access = {
    ...access,
    receivableCases: async (...asking) => {
      const cases = await access.receivableCases(...asking)
      return { admits: (id) => cases.admits(id), select: (events) => cases.select(events.filter(isForReceiver)) }
    },
  }
  const few = outboundOf({ store, access: ofTheLast, schemasUrl: undefined }, new AbortController().signal)
  await few.pageOfCase(receiver, { caseId, after: '0', limit: 1 })
  Object.assign(asked, { statements: 0, readings: 0, rows: 0 })
  const page = await few.pageOfCase(receiver, { caseId, after: '0', limit: 1 })
  expect(page.events.map(({ event }) => event.revision)).toEqual([EVENTS - 1])
  expect(page.caughtUp).toBe(true)
  // By hundreds it would be ten readings, and not three.
  expect(asked).toMatchObject({ readings: 3, rows: EVENTS })
})
