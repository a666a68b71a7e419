import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { eventAccess } from '@case-timeline/access'
import { AccessExcluded, ConfidentialityOrdered, EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import { type TestLog, testLog, waitUntil } from '@case-timeline/feed/fixtures'
import { type Listener, type Outbound, outboundOf } from './outbound.ts'

const HOUR_MS = 3_600_000

let log: TestLog
let outbound: Outbound
let stopping: AbortController
const opened: Readable[] = []

beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())
beforeEach(() => {
  stopping = new AbortController()
  const store = log.storeOf('investigation')
  outbound = outboundOf({ store, access: eventAccess(store), schemasUrl: undefined }, stopping.signal, {
    heartbeatMs: 100,
    perUser: 2,
    perAgency: 3,
    total: 4,
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
const otherListener: Listener = { ...police(), agencyId: 'zz-harbour-police' }

const arrests = (caseId: string, count: number, agencyId = 'zz-police') =>
  log.record({
    caseId,
    agencyId,
    facts: Array.from({ length: count }, () => ({ type: SuspectArrested.type, data: SuspectArrested.example })),
    eventTypes: [SuspectArrested],
  })

const listen = async (listener: Listener, after: string, disconnect: () => void = () => undefined): Promise<Readable> => {
  const stream = await outbound.stream(listener, after, disconnect)
  opened.push(stream)
  return stream
}

/** A correction with a well-formed envelope and malformed data. */
const forgeCorrection = (like: string) => {
  const [id, commandId] = [randomUUID(), randomUUID()]
  return log.forge(like, {
    ...{ id: `'${id}'`, command_id: `'${commandId}'`, type: `'${EventCorrected.type}'`, data: `'{"data":null}'` },
    envelope: `(envelope::jsonb || '{"id":"${id}","commandId":"${commandId}","type":"${EventCorrected.type}"}')::json`,
  })
}

/** The ids of the events that a stream sends, up to the given count. */
const idsOf = async (stream: Readable, count: number): Promise<string[]> => {
  let text = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    const ids = [...text.matchAll(/^id: (\d+)\.[0-9a-f]{16}\ndata:/gm)].map(([, id]) => id ?? '')
    if (ids.length >= count) return ids
  }
  return [...text.matchAll(/^id: (\d+)\.[0-9a-f]{16}\ndata:/gm)].map(([, id]) => id ?? '')
}

const ended = async (stream: Readable): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

describe('a page of events', () => {
  it('shows of an event withheld by a court order only that it was recorded and the order', async () => {
    const caseId = randomUUID()
    const { firstPosition, ids } = await arrests(caseId, 2)
    const data = { scope: ['sealedItems'], covers: [{ kind: 'item', id: ids[0] }], tier: 'courtOnly' }
    const facts = [{ type: ConfidentialityOrdered.type, data }]
    const order = await log.record({ caseId, service: 'adjudication', agencyId: 'zz-court', facts, eventTypes: [ConfidentialityOrdered] })
    const after = String(BigInt(firstPosition) - 1n)
    const { events } = await outbound.pageOfCase(police(), { caseId, after, limit: 10 })
    const [withheldEvent, open, ordering] = JSON.parse(outbound.batch(events)) as { type: string; data: object }[]
    expect(withheldEvent).toMatchObject({ id: ids[0], type: 'case-timeline.EventWithheld', data: { withheldBy: order.ids } })
    expect(Object.keys(withheldEvent!.data).toSorted()).toEqual(['chainHash', 'eventHash', 'position', 'recordedAt', 'withheldBy'])
    expect(open).toMatchObject({ id: ids[1], type: SuspectArrested.type })
    // The order is withheld because it names what it covers.
    expect(ordering).toMatchObject({ id: order.ids[0], type: 'case-timeline.EventWithheld' })
    const frames = await listen(police(), after)
    expect(await idsOf(frames, 3)).toEqual(events.map(({ event }) => event.position))
  })

  it('advances over events of other cases, and contains only those of the receiver’s cases', async () => {
    const [own, foreign] = [randomUUID(), randomUUID()]
    const { firstPosition } = await arrests(own, 2)
    const { lastPosition } = await arrests(foreign, 700, 'zz-harbour-police')
    const after = String(BigInt(firstPosition) - 1n)
    const page = await outbound.page(police(), { after, limit: 100 })
    expect(page.events.map(({ event }) => event.caseId)).toEqual([own, own])
    expect(page).toMatchObject({ position: lastPosition, caughtUp: true })
    expect((await outbound.page(otherListener, { after, limit: 1_000 })).events).toHaveLength(700)
  })

  it('passes over an event that cannot be read, in a page, in a case and in a stream, and reports it once', async () => {
    const caseId = randomUUID()
    const { firstPosition, ids } = await arrests(caseId, 2)
    await log.forge(ids[0] ?? '', { envelope: `'{}'`, type: `'case.CommandRefused'` })
    await log.forge(ids[0] ?? '', { data: `'null'` })
    const { lastPosition } = await arrests(caseId, 1)
    const readable = [firstPosition, String(BigInt(firstPosition) + 1n), lastPosition]
    const after = String(BigInt(firstPosition) - 1n)
    const page = await outbound.page(police(), { after, limit: 3 })
    expect(page.events.map(({ event }) => event.position)).toEqual(readable)
    const ofCase = await outbound.pageOfCase(police(), { caseId, after, limit: 10 })
    expect(ofCase.events.map(({ event }) => event.position)).toEqual(readable)
    expect(await idsOf(await listen(police(), after), 3)).toEqual(readable)
    expect(log.storeOf('investigation').unreadableEvents()).toMatchObject([
      { stream: `investigation.case-${caseId}`, revision: 2, caseId },
      { stream: `investigation.case-${caseId}`, revision: 3, caseId },
    ])
  })

  it('is not closed by a correction whose data is malformed', async () => {
    const [caseId, other] = [randomUUID(), randomUUID()]
    const { firstPosition, ids } = await arrests(caseId, 1)
    await forgeCorrection(ids[0] ?? '')
    const { lastPosition } = await arrests(other, 1)
    const page = await outbound.page(police(), { after: String(BigInt(firstPosition) - 1n), limit: 10 })
    expect(page.events.map(({ event }) => event.position)).toContain(firstPosition)
    expect(page.events.map(({ event }) => event.position)).toContain(lastPosition)
  })

  it('ends at its limit, and the next page begins right after it', async () => {
    const caseId = randomUUID()
    const { firstPosition, lastPosition } = await arrests(caseId, 5)
    const found: string[] = []
    let after = String(BigInt(firstPosition) - 1n)
    for (let more = true; more;) {
      const { events, cursor, caughtUp } = await outbound.page(police(), { after, limit: 2 })
      expect(events.length).toBeLessThanOrEqual(2)
      found.push(...events.map(({ event }) => event.position))
      after = cursor
      more = !caughtUp
    }
    expect(found).toHaveLength(5)
    expect(after).toMatch(new RegExp(`^${lastPosition}\\.`))
  })
})

describe('a stream of events', () => {
  it('sends past and then new events, each once and in order', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 3)
    const stream = await listen(police(), String(BigInt(firstPosition) - 1n))
    expect(await idsOf(stream, 3)).toHaveLength(3)
    const { lastPosition } = await arrests(caseId, 1)
    expect(await idsOf(stream, 1)).toEqual([lastPosition])
  })

  it('advances its reader’s position while no event of the receiver is recorded', async () => {
    const { lastPosition } = await arrests(randomUUID(), 3)
    const stream = await listen(otherListener, String(BigInt(lastPosition) - 3n))
    let text = ''
    for await (const chunk of stream) {
      text += String(chunk)
      if (text.includes(`: heartbeat\nid: ${lastPosition}.`)) break
    }
    expect(text).not.toContain('data:')
  })

  it('buffers only the next events for a slow reader, and loses none', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 1_000)
    const stream = await listen(police(), String(BigInt(firstPosition) - 1n))
    stream.once('readable', () => undefined)
    await pause(500)
    expect(stream.readableLength).toBeLessThan(32_768)
    expect(await idsOf(stream, 1_000)).toHaveLength(1_000)
  })

  it('checks access again when its reader takes an event late', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 500)
    const late = police('late')
    const stream = await listen(late, String(BigInt(firstPosition) - 1n))
    stream.once('readable', () => undefined)
    await waitUntil('its buffer is full', () => stream.readableLength >= stream.readableHighWaterMark)
    await log.record({
      caseId,
      aggregate: `record-${caseId}`,
      facts: [{ type: AccessExcluded.type, data: { ...AccessExcluded.example, userId: late.userId } }],
      eventTypes: [AccessExcluded],
    })
    await pause(1_100)
    setTimeout(() => stopping.abort(), 500)
    const ids = [...(await ended(stream)).matchAll(/^id: (\d+)\.[0-9a-f]{16}\ndata:/gm)]
    expect(ids.length).toBeGreaterThan(0)
    expect(ids.length).toBeLessThan(100)
  })

  it('ends with a comment when the service stops, and with the id of its last event, so that its reader continues after it', async () => {
    const caseId = randomUUID()
    const { firstPosition } = await arrests(caseId, 400)
    const stream = await listen(police(), String(BigInt(firstPosition) - 1n))
    const received = await idsOf(stream, 1)
    stopping.abort()
    const text = await ended(stream)
    const sent = [...received, ...[...text.matchAll(/^id: (\d+)\.[0-9a-f]{16}\ndata:/gm)].map(([, id]) => id)]
    expect(sent.length).toBeLessThan(400)
    expect(text).toMatch(new RegExp(`: closed by the service, connect again\nid: ${sent.at(-1)}\\.[0-9a-f]{16}\n\n$`))
  })

  it('ends when the token expires and when the service stops, even if the reader takes nothing', async () => {
    await arrests(randomUUID(), 1)
    expect(await ended(await listen({ ...police(), expiresAt: Date.now() + 200 }, '0'))).toContain('retry:')

    let disconnect = (): void => undefined
    const disconnected = new Promise<void>((resolve) => (disconnect = resolve))
    await listen(police(), '0', disconnect)
    stopping.abort()
    await disconnected
  })

  it('frees its place when its reader goes away, though nothing is recorded', async () => {
    await arrests(randomUUID(), 1)
    const gone = [await listen(police(), '0'), await listen(police(), '0')]
    for (const stream of gone) stream.on('data', () => undefined)
    await pause(300)
    for (const stream of gone) stream.destroy()
    await waitUntil('a place is free', () =>
      listen(police(), '0').then(
        () => true,
        () => false,
      ),
    )
  })

  it('is refused above the limits of a user, of an agency and of all; a closed stream frees its place', async () => {
    const first = await listen(police(), '0')
    await listen(police(), '0')
    await expect(listen(police(), '0')).rejects.toThrow('you have 2 open streams already')
    await listen(police('another'), '0')
    await expect(listen(police('a third'), '0')).rejects.toThrow('your agency has 3 open streams already')
    await listen(otherListener, '0')
    await expect(listen(otherListener, '0')).rejects.toThrow('the maximum number of open streams is reached')
    first.destroy()
    await pause(10)
    await listen(otherListener, '0')
  })
})
