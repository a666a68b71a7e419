import { comparePositions, eventType, SERVICES, type ServiceName, type Visibility } from '@case-timeline/contracts'
import { CHAIN_START, chainHash, eventHash, type StoredEvent } from '@case-timeline/event-store'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { caseKeyOf } from '../consumer.ts'
import { type TestLog, testLog } from '../fixtures.ts'
import type { Notice } from '../notice.ts'
import { partitionOf } from '../partition.ts'
import { eventOf, messagePlaceOf, POSITION_MARK } from './message.ts'
import { TEST_DIGEST_KEY } from './place-tag.fixtures.ts'
import { oversizedOf, suspendedTopicsOf } from './relay-state.ts'
import { RELAY, startRelay } from './relay.ts'
import { type FoundMessage, type TestTopics, testTopics } from './topics.fixtures.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const testEventTypeOf = (service: ServiceName, name: string, visibility: Visibility) =>
  eventType({
    type: `${service}.${name}`,
    version: 1,
    kind: 'report',
    meaning: 'Something was reported.',
    visibility,
    data: z.strictObject({ number: z.int(), text: z.string().optional() }),
    example: { number: 1 },
  })

let log: TestLog
let topics: TestTopics
let db: DataSource
const ending: (() => Promise<void>)[] = []

beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
})

const fresh = async () => {
  topics = await testTopics()
  db = await log.open()
  ending.push(() => topics.close())
}

const start = async (observe: (notice: Notice) => void = () => undefined, on = topics) => {
  const stop = new AbortController()
  const notices: Notice[] = []
  const relay = await startRelay({
    url: on.url,
    store: log.storeOf('auditTrail'),
    db,
    deployment: 'test',
    digestKey: TEST_DIGEST_KEY,
    signal: stop.signal,
    leaseMs: 3_000,
    observe: (notice) => {
      notices.push(notice)
      observe(notice)
    },
  })
  const end = async () => {
    stop.abort()
    await relay.stopped
  }
  ending.push(end)
  return { ...relay, end, notices, noticesOf: (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind) }
}

const recordEvent = (service: ServiceName, caseId: string, number: number, visibility: Visibility, more: { text?: string } = {}) => {
  const type = testEventTypeOf(service, visibility.length === 0 ? 'Secret' : 'Reported', visibility)
  return log.record({ service, caseId, facts: [{ type: type.type, data: { number, ...more } }], eventTypes: [type] })
}

const relayedUpTo = (position: string) =>
  waitUntil(`the relay has reached ${position}`, async () => {
    const [row] = await db.query('select position from feed_checkpoint where consumer = $1', [RELAY])
    return comparePositions((row as { position: string }).position, position) >= 0
  })

const isMark = (message: FoundMessage) => messagePlaceOf(message).type === POSITION_MARK
const eventsOf = (found: readonly FoundMessage[]): StoredEvent[] =>
  found.filter((message) => !isMark(message)).map((message) => eventOf(message, messagePlaceOf(message), message.partition))
const inOrderOfLog = (events: readonly StoredEvent[]) => events.toSorted((a, b) => comparePositions(a.position, b.position))
const firstOfEach = (events: readonly StoredEvent[]) =>
  [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed()

describe('the relay', () => {
  it('sends to each reader the events that are visible to it, each case in log order, while all services write concurrently', async () => {
    await fresh()
    const relay = await start()
    const cases = Array.from({ length: 12 }, () => randomUUID())
    await Promise.all(
      SERVICES.map(async (service, at) => {
        const others = SERVICES.filter((_, index) => index !== at && (index + at) % 2 === 0)
        for (let number = 0; number < 40; number += 1)
          await recordEvent(service, cases[(number * 7 + at) % cases.length] ?? '', number, number % 3 === 0 ? [] : others)
      }),
    )
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    await relay.end()
    for (const service of SERVICES) {
      const { events } = await log.storeOf(service).readAll({ after: '0', limit: 10_000 })
      const found = eventsOf(await topics.read(topics.topicOf(service)))
      expect(inOrderOfLog(found).map(({ id }) => id)).toEqual(events.map(({ id }) => id))
      for (const caseId of cases) {
        const ofCase = (all: readonly StoredEvent[]) => all.filter((event) => event.caseId === caseId).map(({ position }) => position)
        expect(ofCase(found)).toEqual(ofCase(events))
      }
      const secrets = found.filter(({ type }) => type.endsWith('.Secret')).map(({ stream }) => stream.split('.')[0])
      expect(service === 'auditTrail' ? [] : secrets.filter((owner) => owner !== service)).toEqual([])
    }
  })

  it('publishes the record, which recomputes to its hash and is chained to the previous one of its stream', async () => {
    await fresh()
    await start()
    const caseId = randomUUID()
    for (let number = 0; number < 5; number += 1) await recordEvent('prosecution', caseId, number, ['adjudication'])
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    const chain = inOrderOfLog(eventsOf(await topics.read(topics.topicOf('adjudication'))).filter((event) => event.caseId === caseId))
    expect(chain).toHaveLength(5)
    let previous: Uint8Array = CHAIN_START
    for (const { envelopeText, revision, ...event } of chain) {
      const own = eventHash(envelopeText)
      previous = chainHash(previous, revision, own)
      expect([event.eventHash, event.chainHash]).toEqual([own.toString('hex'), Buffer.from(previous).toString('hex')])
    }
  })

  it('puts the previous position into every message, and the relayed position into every partition', async () => {
    await fresh()
    await start()
    for (let number = 0; number < 10; number += 1) await recordEvent('investigation', randomUUID(), number, ['prosecution'])
    const head = await log.storeOf('auditTrail').lastPosition()
    await waitUntil('every partition has reached the head of the log', async () => {
      const rows: { behind: number }[] = await db.query('select count(*)::int as behind from feed_relayed where position < $1', [head])
      const [all] = await db.query('select count(*)::int as partitions from feed_relayed')
      return rows[0]?.behind === 0 && (all as { partitions: number }).partitions === 60
    })
    for (const service of SERVICES) {
      const last = new Map<number, string>()
      for (const message of await topics.read(topics.topicOf(service))) {
        const { position, previous } = messagePlaceOf(message)
        expect(previous).toBe(last.get(message.partition) ?? '0')
        last.set(message.partition, position)
      }
      expect([...last.values()].every((position) => position === head)).toBe(true)
      expect(last.size).toBe(12)
    }
  })

  it('sends again in the same order when it died between sending and its checkpoint', async () => {
    await fresh()
    const caseId = randomUUID()
    for (let number = 0; number < 20; number += 1) await recordEvent('investigation', caseId, number, ['prosecution'])
    let deaths = 3
    const relay = await start(({ kind }) => {
      if (kind === 'sent' && deaths-- > 0) throw new Error('killed')
    })
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    const found = eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)
    expect(found.length).toBeGreaterThanOrEqual(80)
    expect(firstOfEach(found).map(({ data }) => (data as { number: number }).number)).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(relay.noticesOf('retrying')).toHaveLength(3)
  })

  it('runs in one process: a second one is on standby, and takes over when the first stops', async () => {
    await fresh()
    const first = await start()
    await waitUntil('the first is elected', () => first.noticesOf('claimed').length === 1)
    const second = await start()
    await waitUntil('the second is on standby', () => second.noticesOf('standby').length === 1)
    const caseId = randomUUID()
    await relayedUpTo((await recordEvent('investigation', caseId, 1, ['prosecution'])).lastPosition)
    await first.end()
    await relayedUpTo((await recordEvent('investigation', caseId, 2, ['prosecution'])).lastPosition)
    const found = eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)
    expect(found.map(({ data }) => data)).toEqual([{ number: 1 }, { number: 2 }])
    expect(second.noticesOf('claimed')).toHaveLength(1)
  })
})

describe('a relay that returns to topics which it had not written to for a while', () => {
  it('marks the events of the meantime as missing there', async () => {
    await fresh()
    const others = await testTopics()
    ending.push(() => others.close())
    const caseId = randomUUID()
    const relaying = async (number: number, on: TestTopics) => {
      const relay = await start(undefined, on)
      const { lastPosition } = await recordEvent('investigation', caseId, number, ['prosecution'])
      await relayedUpTo(lastPosition)
      await relay.end()
      return lastPosition
    }
    await relaying(1, topics)
    const meanwhile = await relaying(2, others)
    await relaying(3, topics)
    const found = (await topics.read(topics.topicOf('prosecution'))).filter(({ partition }) => partition === partitionOf(caseId))
    const ofCase = eventsOf(found).filter((event) => event.caseId === caseId)
    expect(ofCase.map(({ data }) => data)).toEqual([{ number: 1 }, { number: 3 }])
    const back = found.map(messagePlaceOf).find(({ position }) => comparePositions(position, meanwhile) >= 0)
    expect(back?.previous).toBe(meanwhile)
  })
})

describe('a topic that does not accept messages', () => {
  it('lacks only the event that is too large for it, which is reported; all other events are relayed', async () => {
    await fresh()
    const topic = topics.topicOf('prosecution')
    await topics.admin.deleteTopics({ topics: [topic] })
    await waitUntil('the topic is deleted', async () => !(await topics.admin.listTopics()).includes(topic))
    await topics.create(topic, 12, { 'max.message.bytes': '4000' })
    const caseId = randomUUID()
    await recordEvent('investigation', caseId, 1, ['prosecution'])
    const { firstPosition } = await recordEvent('investigation', caseId, 2, ['prosecution'], { text: 'x'.repeat(5_000) })
    await recordEvent('investigation', caseId, 3, ['prosecution'])
    const relay = await start()
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    const numbersOn = async (service: ServiceName) =>
      eventsOf(await topics.read(topics.topicOf(service)))
        .filter((event) => event.caseId === caseId)
        .map(({ data }) => (data as { number: number }).number)
    expect(await numbersOn('prosecution')).toEqual([1, 3])
    expect((await numbersOn('auditTrail')).filter((number) => number === 2)).not.toEqual([])
    const afterIt = (await topics.read(topic)).filter(({ partition }) => partition === partitionOf(caseId)).map(messagePlaceOf)
    expect(afterIt.some(({ previous }) => previous === firstPosition)).toBe(true)
    expect(relay.noticesOf('oversized')).toMatchObject([{ topic, position: firstPosition, type: 'investigation.Reported' }])
    expect(await oversizedOf(db)).toMatchObject([{ topic, position: firstPosition }])
  })

  it('delays no other reader while it is missing or too small, and gets position marks when it is back', async () => {
    await fresh()
    const [gone, small] = [topics.topicOf('adjudication'), topics.topicOf('victimSupport')]
    await topics.admin.deleteTopics({ topics: [gone, small] })
    await waitUntil('the topics are deleted', async () => !(await topics.admin.listTopics()).some((topic) => [gone, small].includes(topic)))
    await topics.create(small, 3)
    const relay = await start()
    const caseId = randomUUID()
    const { firstPosition } = await recordEvent('investigation', caseId, 1, ['prosecution', 'adjudication', 'victimSupport'])
    await relayedUpTo(firstPosition)
    expect(eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)).toHaveLength(1)
    expect((await suspendedTopicsOf(db)).map(({ topic }) => topic)).toEqual([gone, small])
    const retryMessages = relay.noticesOf('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))
    expect(retryMessages).toContainEqual(expect.stringContaining(`topic ${gone} does not exist`))
    expect(retryMessages).toContainEqual(expect.stringContaining(`topic ${small} has fewer than 12 partitions`))
    expect((await relay.degradedReasons()).join()).toContain(gone)

    await topics.create(gone)
    await waitUntil('the topic is no longer suspended', () => relay.noticesOf('recovered').length === 1)
    expect((await suspendedTopicsOf(db)).map(({ topic }) => topic)).toEqual([small])
    const placesAfterResume = (await topics.read(gone)).filter(({ partition }) => partition === partitionOf(caseId)).map(messagePlaceOf)
    expect(placesAfterResume[0]).toMatchObject({ type: POSITION_MARK, previous: firstPosition })
    const { lastPosition } = await recordEvent('investigation', caseId, 2, ['adjudication'])
    await relayedUpTo(lastPosition)
    expect(eventsOf(await topics.read(gone)).map(caseKeyOf)).toEqual([caseId])
  })
})
