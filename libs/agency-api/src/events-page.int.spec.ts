import { randomUUID } from 'node:crypto'
import { eventAccess, type Receiver } from '@case-timeline/access'
import { AccessExcluded, SuspectArrested } from '@case-timeline/contracts'
import { backupOf } from '@case-timeline/event-store/drivers/fixtures'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { pageOf, type EventSource } from './events-page.ts'

const [OWN, FOREIGN] = ['zz-police', 'zz-harbour-police'] as const
const receiver = (agencyId: string, userId = 'system'): Receiver => ({ userId, agencyId, sector: 'investigation', role: 'agency-system' })

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const arrests = (caseId: string, count: number, agencyId: string) =>
  log.record({
    caseId,
    agencyId,
    facts: Array.from({ length: count }, () => ({ type: SuspectArrested.type, data: SuspectArrested.example })),
    eventTypes: [SuspectArrested],
  })

/** The statements by which this process reads from PostgreSQL while work is done; a wake-up for subscribers has no name. */
const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const names: string[] = []
  const { query } = pg.Pool.prototype
  pg.Pool.prototype.query = function (this: pg.Pool, ...sent: Parameters<typeof query>) {
    const { name } = sent[0] as unknown as { readonly name?: string }
    if (name !== undefined) names.push(name)
    return query.apply(this, sent)
  } as typeof query
  try {
    await work()
  } finally {
    pg.Pool.prototype.query = query
  }
  return names
}

describe('the statements of a page of events', () => {
  let source: EventSource
  let after: string
  const CASES = 40

  beforeAll(async () => {
    const store = log.storeOf('investigation')
    source = { store, access: eventAccess(store) }
    after = await store.lastPosition()
    for (let n = 0; n < CASES; n += 1) await arrests(randomUUID(), 10, n % 10 === 0 ? OWN : FOREIGN)
  })
  const page = (agencyId: string, limit: number, from = after) => pageOf(source, receiver(agencyId), { after: from, limit })

  it('are few: the cases of which nothing is known are read together, and of others only their newest positions', async () => {
    const first = ['scan_all', 'case_heads', 'read_cases', 'read_at', 'hashes_at']
    expect(await statementsOf(async () => expect((await page(OWN, 1_000)).events).toHaveLength(40))).toEqual(first)
    const known = ['scan_all', 'case_heads', 'read_at']
    expect(await statementsOf(async () => expect((await page(OWN, 1_000)).events).toHaveLength(40))).toEqual([...known, 'hashes_at'])
    // The last event of the log is one of theirs, so its hash has been read.
    expect(await statementsOf(async () => expect((await page(FOREIGN, 1_000)).events).toHaveLength(360))).toEqual(known)
  })

  it('read no content for an agency without a part in the cases, and nothing but the end of the log when nothing is new', async () => {
    expect(await statementsOf(() => page('zz-stranger', 1_000))).toEqual(['scan_all', 'case_heads', 'hashes_at'])
    const { cursor } = await page(OWN, 1_000)
    expect(await statementsOf(() => page(OWN, 1_000, cursor))).toEqual(['hashes_at', 'scan_all'])
  })

  it('read again one case when something is recorded in it, and no other', async () => {
    const caseId = randomUUID()
    await arrests(caseId, 1, FOREIGN)
    await page(OWN, 1_000)
    const { lastPosition } = await arrests(caseId, 1, OWN)
    const statements = await statementsOf(async () => {
      const { events, position } = await page(OWN, 1_000)
      expect(events.slice(-2).map(({ event }) => event.caseId)).toEqual([caseId, caseId])
      expect(position).toBe(lastPosition)
    })
    expect(statements).toEqual(['scan_all', 'case_heads', 'read_case', 'read_at'])
  })

  it('read of the log only what the page takes, if the receiver may see all of it', async () => {
    const { cursor } = await page(OWN, 1_000)
    await arrests(randomUUID(), 300, OWN)
    await page(OWN, 1_000, cursor)
    const pages: number[] = []
    const statements = await statementsOf(async () => {
      for (let [from, caughtUp] = [cursor, false]; !caughtUp;) {
        const read = await page(OWN, 100, from)
        pages.push(read.events.length)
        ;[from, caughtUp] = [read.cursor, read.caughtUp]
      }
    })
    expect(pages).toEqual([100, 100, 100, 0])
    expect(statements).toHaveLength(4 * 3 + 2)
  })
})

it('an exclusion between two pages applies to the second, for the excluded user only', async () => {
  const store = log.storeOf('investigation')
  const source = { store, access: eventAccess(store) }
  const caseId = randomUUID()
  const { firstPosition } = await arrests(caseId, 4, OWN)
  const [system, excluded] = [receiver(OWN), receiver(OWN, 'k.lim')]
  const start = { after: String(BigInt(firstPosition) - 1n), limit: 2 }
  const first = await pageOf(source, excluded, start)
  expect(first.events).toHaveLength(2)
  await log.record({
    caseId,
    aggregate: `record-${caseId}`,
    facts: [{ type: AccessExcluded.type, data: { ...AccessExcluded.example, userId: excluded.userId } }],
    eventTypes: [AccessExcluded],
  })
  const next = { after: first.cursor, limit: 10 }
  expect((await pageOf(source, excluded, next)).events).toEqual([])
  expect((await pageOf(source, system, next)).events).toHaveLength(3)
})

it('what was known of a case is forgotten when the log goes back, also if another event has its newest position', async () => {
  const own = await testLog()
  const store = own.storeOf('investigation')
  const source = { store, access: eventAccess(store) }
  const caseId = randomUUID()
  const record = (agencyId: string) =>
    own.record({ caseId, agencyId, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }], eventTypes: [SuspectArrested] })
  await record(FOREIGN)
  const restore = await backupOf(own.adminUrl)
  const { lastPosition } = await record(OWN)
  const page = () => pageOf(source, receiver(OWN), { after: '0', limit: 10 })
  expect((await page()).events).toHaveLength(2)
  await restore()
  // Each operation fails until the connections are made again and the process has noticed.
  for (let answered = false; !answered;)
    answered = await store.lastPosition().then(
      () => store.generation > 0,
      () => false,
    )
  const other = own.storeOf('prosecution')
  for (let answered = false; !answered;)
    answered = await other.lastPosition().then(
      () => true,
      () => false,
    )
  expect((await record(FOREIGN)).lastPosition).toBe(lastPosition)
  expect((await page()).events).toEqual([])
  await own.close()
})
