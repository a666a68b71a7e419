import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { caseGate, confidentiality, type Gates } from '@case-timeline/access'
import { AccessExcluded, ConfidentialityOrdered, SuspectArrested } from '@case-timeline/contracts'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { type Listener, type Outbound, outboundOf } from './outbound.ts'

const HOUR_MS = 3_600_000

let log: TestLog
let gates: Gates
let outbound: Outbound
let stopping: AbortController
const opened: Readable[] = []

beforeAll(async () => {
  log = await testLog()
  const store = log.storeOf('investigation')
  gates = { cases: caseGate(store), confidentiality: confidentiality(store) }
})
afterAll(() => log.close())
beforeEach(() => {
  stopping = new AbortController()
  outbound = outboundOf({ store: log.storeOf('investigation'), ...gates, schemasUrl: undefined }, stopping.signal, {
    heartbeatMs: 100,
    perUser: 2,
    altogether: 3,
  })
})
afterEach(() => {
  for (const stream of opened.splice(0)) stream.destroy()
})

const police = (userId = 'system'): Listener => ({
  userId,
  agencyId: 'zz-police',
  sector: 'investigation',
  role: 'agency-system',
  expiresAt: Date.now() + HOUR_MS,
})
const harbour: Listener = { ...police(), agencyId: 'zz-harbour-police' }

const arrests = (caseId: string, count: number, agencyId = 'zz-police') =>
  log.record({
    caseId,
    agencyId,
    facts: Array.from({ length: count }, () => ({ type: SuspectArrested.type, data: SuspectArrested.example })),
    as: [SuspectArrested],
  })

const listen = (who: Listener, after: string, cut: () => void = () => undefined): Readable => {
  const stream = outbound.stream(who, after, cut)
  opened.push(stream)
  return stream
}

/** The ids of the events that a stream sends, until there are so many. */
const idsOf = async (stream: Readable, count: number): Promise<string[]> => {
  let text = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    const ids = [...text.matchAll(/^id: (\d+)\ndata:/gm)].map(([, id]) => id ?? '')
    if (ids.length >= count) return ids
  }
  return [...text.matchAll(/^id: (\d+)\ndata:/gm)].map(([, id]) => id ?? '')
}

const ended = async (stream: Readable): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

describe('a page of events', () => {
  it('says of an event that a court withholds from the receiver that it was recorded, by whose order it is withheld, and no more', async () => {
    const caseId = randomUUID()
    const { firstPosition, ids } = await arrests(caseId, 2)
    const data = { scope: ['sealedItems'], covers: [{ kind: 'item', id: ids[0] }], tier: 'courtOnly' }
    const facts = [{ type: ConfidentialityOrdered.type, data }]
    const order = await log.record({ caseId, service: 'adjudication', agencyId: 'zz-court', facts, as: [ConfidentialityOrdered] })
    const after = String(BigInt(firstPosition) - 1n)
    const { events } = await outbound.pageOfCase(police(), { caseId, after, limit: 10 })
    const [sealed, open, ordering] = JSON.parse(outbound.batch(events)) as { type: string; data: object }[]
    expect(sealed).toMatchObject({ id: ids[0], type: 'case-timeline.EventWithheld', data: { withheldBy: order.ids } })
    expect(Object.keys(sealed!.data).toSorted()).toEqual(['chainHash', 'eventHash', 'position', 'recordedAt', 'withheldBy'])
    expect(open).toMatchObject({ id: ids[1], type: SuspectArrested.type })
    // It names what it covers.
    expect(ordering).toMatchObject({ id: order.ids[0], type: 'case-timeline.EventWithheld' })
    const frames = listen(police(), after)
    expect(await idsOf(frames, 3)).toEqual(events.map(({ event }) => event.position))
  })

  it('moves on over what is not the receiver’s, and is his own cases alone', async () => {
    const [own, foreign] = [randomUUID(), randomUUID()]
    const { firstPosition } = await arrests(own, 2)
    const { lastPosition } = await arrests(foreign, 700, 'zz-harbour-police')
    const after = String(BigInt(firstPosition) - 1n)
    const page = await outbound.page(police(), { after, limit: 100 })
    expect(page.events.map(({ event }) => event.caseId)).toEqual([own, own])
    expect(page).toMatchObject({ position: lastPosition, caughtUp: true })
    expect((await outbound.page(harbour, { after, limit: 1_000 })).events).toHaveLength(700)
  })

  it('ends where its limit says, and the next begins right there', async () => {
    const caseId = randomUUID()
    const { firstPosition, lastPosition } = await arrests(caseId, 5)
    const found: string[] = []
    let after = String(BigInt(firstPosition) - 1n)
    for (let more = true; more;) {
      const { events, position, caughtUp } = await outbound.page(police(), { after, limit: 2 })
      expect(events.length).toBeLessThanOrEqual(2)
      found.push(...events.map(({ event }) => event.position))
      after = position
      more = !caughtUp
    }
    expect(found).toHaveLength(5)
    expect(after).toBe(lastPosition)
  })
})

describe('a stream of events', () => {
  it('brings the past and then what is recorded, each once and in order', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 3)
    const stream = listen(police(), String(BigInt(firstPosition) - 1n))
    expect(await idsOf(stream, 3)).toHaveLength(3)
    const { lastPosition } = await arrests(caseId, 1)
    expect(await idsOf(stream, 1)).toEqual([lastPosition])
  })

  it('moves its reader on while nothing of his is recorded', async () => {
    const { lastPosition } = await arrests(randomUUID(), 3)
    const stream = listen(harbour, String(BigInt(lastPosition) - 3n))
    let text = ''
    for await (const chunk of stream) {
      text += String(chunk)
      if (text.includes(`: still here\nid: ${lastPosition}\n\n`)) break
    }
    expect(text).not.toContain('data:')
  })

  it('holds no more for a slow reader than what it hands over next, and loses nothing of it', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 1_000)
    const stream = listen(police(), String(BigInt(firstPosition) - 1n))
    stream.once('readable', () => undefined)
    await pause(500)
    expect(stream.readableLength).toBeLessThan(32_768)
    expect(await idsOf(stream, 1_000)).toHaveLength(1_000)
  })

  it('asks again about access when its reader comes late for an event', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 500)
    const late = police('late')
    const stream = listen(late, String(BigInt(firstPosition) - 1n))
    stream.once('readable', () => undefined)
    await pause(200)
    await log.record({
      caseId,
      aggregate: `record-${caseId}`,
      facts: [{ type: AccessExcluded.type, data: { ...AccessExcluded.example, userId: late.userId } }],
      as: [AccessExcluded],
    })
    await pause(1_100)
    setTimeout(() => stopping.abort(), 500)
    const ids = [...(await ended(stream)).matchAll(/^id: (\d+)\ndata:/gm)]
    expect(ids.length).toBeGreaterThan(0)
    expect(ids.length).toBeLessThan(100)
  })

  it('ends when the token does, and when the service stops, even if nobody takes what it holds', async () => {
    await arrests(randomUUID(), 1)
    expect(await ended(listen({ ...police(), expiresAt: Date.now() + 200 }, '0'))).toContain('retry:')

    const cut = new Promise<void>((resolve) => {
      listen(police(), '0', resolve)
    })
    stopping.abort()
    await cut
  })

  it('is refused beyond what one user, or all of them, may listen to; one that is over makes room', async () => {
    const first = listen(police(), '0')
    listen(police(), '0')
    expect(() => listen(police(), '0')).toThrow('you listen to 2 streams already')
    listen(police('another'), '0')
    expect(() => listen(harbour, '0')).toThrow('as many listen as this service can serve')
    first.destroy()
    await pause(10)
    listen(harbour, '0')
  })
})
