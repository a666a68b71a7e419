import { randomUUID } from 'node:crypto'
import { eventAccess } from '@case-timeline/access'
import { SuspectArrested } from '@case-timeline/contracts'
import { backupOf } from '@case-timeline/event-store/drivers/fixtures'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Cursor } from './cursor.ts'
import { pageOf, pageOfCase } from './events-page.ts'
import { type Listener, outboundOf } from './outbound.ts'

const [OWN, FOREIGN] = ['zz-police', 'zz-harbour-police'] as const
const POLICE: Listener = {
  userId: 'system',
  agencyId: OWN,
  sector: 'investigation',
  role: 'agency-system',
  expiresAt: Date.now() + 3_600_000,
}

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const arrest = (caseId: string, agencyId: string = OWN) =>
  log.record({ caseId, agencyId, facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }], eventTypes: [SuspectArrested] })

const sourceOf = () => {
  const store = log.storeOf('investigation')
  return { store, access: eventAccess(store) }
}
const page = (after: string, limit = 100) => pageOf(sourceOf(), POLICE, { after, limit })

/** Works again while the connections that restoring has closed are made again. */
const answered = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    const result = await work().catch((failure: Error) => failure)
    if (!(result instanceof Error)) return result
    if (!['StoreUnavailable', 'LogWentBack'].includes(result.name)) throw result
  }
}

describe('the cursor of a page', () => {
  it('names the last scanned event by its position and its hash, also one that the receiver may not see', async () => {
    const { firstPosition } = await arrest(randomUUID())
    const after = String(BigInt(firstPosition) - 1n)
    const own = await page(after)
    expect(own.cursor).toBe(`${firstPosition}.${own.events[0]?.event.eventHash.slice(0, 16)}`)
    const { lastPosition } = await arrest(randomUUID(), FOREIGN)
    const foreign = await page(own.cursor)
    const hash = (await sourceOf().store.hashesAt([lastPosition])).get(lastPosition)
    expect(foreign).toEqual({ events: [], position: lastPosition, cursor: `${lastPosition}.${hash?.slice(0, 16)}`, caughtUp: true })
    expect(Cursor.parse(foreign.cursor)).toBe(foreign.cursor)
  })

  it('stays the same as long as nothing is recorded', async () => {
    const { cursor } = await page('0')
    expect(await page(cursor)).toMatchObject({ events: [], cursor, caughtUp: true })
    expect(await page('0', 1)).not.toMatchObject({ cursor })
  })

  it('may be a position alone, which must not be after the end of the log', async () => {
    const { position } = await page('0')
    expect(await page(position)).toMatchObject({ events: [], cursor: position })
    await expect(page(String(BigInt(position) + 1n))).rejects.toMatchObject({ kind: 'position-beyond-log' })
  })

  it.each(['', '-1', '1e3', '7.', '7.3e23e8160039594', '7.3E23E8160039594A', '7.3e23e8160039594a0', '1234567890123456789'])(
    'is not %p',
    (text) => expect(Cursor.safeParse(text).success).toBe(false),
  )
})

describe('a log that went back', () => {
  it('is reported to a reader whose last event it lacks, also when another event has that position', async () => {
    const caseId = randomUUID()
    await arrest(caseId)
    const { cursor: kept } = await page('0')
    const restore = await backupOf(log.adminUrl)
    const { lastPosition } = await arrest(caseId)
    const { cursor: lost } = await page('0')
    await restore()

    const { store, access } = sourceOf()
    const outbound = outboundOf({ store, access, schemasUrl: undefined }, new AbortController().signal)
    const readers: (() => Promise<unknown>)[] = [
      () => pageOf({ store, access }, POLICE, { after: lost, limit: 10 }),
      () => pageOfCase({ store, access }, POLICE, { caseId, after: lost, limit: 10 }),
      () => outbound.stream(POLICE, lost, () => undefined),
    ]
    for (const read of readers) await expect(answered(read)).rejects.toMatchObject({ kind: 'log-went-back' })
    await expect(answered(() => page(lastPosition))).rejects.toMatchObject({ kind: 'position-beyond-log' })

    const { lastPosition: other } = await answered(() => arrest(caseId))
    expect(other).toBe(lastPosition)
    for (const read of readers) await expect(answered(read)).rejects.toMatchObject({ kind: 'log-went-back' })
    expect((await page(kept)).events.map(({ event }) => event.position)).toEqual([other])
  })
})
