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
import { eventOf, placeOf, POSITION_MARK } from './message.ts'
import { oversizedOf, setAsideOf } from './relay-memory.ts'
import { RELAY, startRelay } from './relay.ts'
import { type Found, type TestTopics, testTopics } from './topics.fixtures.ts'
import { until } from './until.fixtures.ts'

const tellingOf = (service: ServiceName, name: string, visibility: Visibility) =>
  eventType({
    type: `${service}.${name}`,
    version: 1,
    kind: 'report',
    meaning: 'Something was told.',
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
    signal: stop.signal,
    leaseMs: 600,
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
  return { ...relay, end, notices, heard: (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind) }
}

const tell = (service: ServiceName, caseId: string, number: number, visibility: Visibility, more: { text?: string } = {}) => {
  const type = tellingOf(service, visibility.length === 0 ? 'Secret' : 'Told', visibility)
  return log.record({ service, caseId, facts: [{ type: type.type, data: { number, ...more } }], as: [type] })
}

const relayedUpTo = (position: string) =>
  until(`the relay has come to ${position}`, async () => {
    const [row] = await db.query('select position from feed_checkpoint where consumer = $1', [RELAY])
    return comparePositions((row as { position: string }).position, position) >= 0
  })

const isMark = (message: Found) => placeOf(message).type === POSITION_MARK
const eventsOf = (found: readonly Found[]): StoredEvent[] =>
  found.filter((message) => !isMark(message)).map((message) => eventOf(message, placeOf(message), message.partition))
const inOrderOfLog = (events: readonly StoredEvent[]) => events.toSorted((a, b) => comparePositions(a.position, b.position))
const firstOfEach = (events: readonly StoredEvent[]) =>
  [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed()

describe('the relay', () => {
  it('brings each reader what he may receive, in the order of the log for each case, while all services write at once', async () => {
    await fresh()
    const relay = await start()
    const cases = Array.from({ length: 12 }, () => randomUUID())
    await Promise.all(
      SERVICES.map(async (service, at) => {
        const others = SERVICES.filter((_, index) => index !== at && (index + at) % 2 === 0)
        for (let number = 0; number < 40; number += 1)
          await tell(service, cases[(number * 7 + at) % cases.length] ?? '', number, number % 3 === 0 ? [] : others)
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

  it('publishes the record itself: it recomputes to its hash, and links to the one before it in its stream', async () => {
    await fresh()
    await start()
    const caseId = randomUUID()
    for (let number = 0; number < 5; number += 1) await tell('prosecution', caseId, number, ['adjudication'])
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

  it('tells every message what came before it in its partition, and every partition how far the log has been relayed', async () => {
    await fresh()
    await start()
    for (let number = 0; number < 10; number += 1) await tell('investigation', randomUUID(), number, ['prosecution'])
    const head = await log.storeOf('auditTrail').lastPosition()
    await until('every partition has come to the head of the log', async () => {
      const rows: { behind: number }[] = await db.query('select count(*)::int as behind from feed_relayed where position < $1', [head])
      const [all] = await db.query('select count(*)::int as partitions from feed_relayed')
      return rows[0]?.behind === 0 && (all as { partitions: number }).partitions === 60
    })
    for (const service of SERVICES) {
      const last = new Map<number, string>()
      for (const message of await topics.read(topics.topicOf(service))) {
        const { position, previous } = placeOf(message)
        expect(previous).toBe(last.get(message.partition) ?? '0')
        last.set(message.partition, position)
      }
      expect([...last.values()].every((position) => position === head)).toBe(true)
      expect(last.size).toBe(12)
    }
  })

  it('that dies between sending and its checkpoint sends again, and never in another order', async () => {
    await fresh()
    const caseId = randomUUID()
    for (let number = 0; number < 20; number += 1) await tell('investigation', caseId, number, ['prosecution'])
    let deaths = 3
    const relay = await start(({ kind }) => {
      if (kind === 'sent' && deaths-- > 0) throw new Error('killed')
    })
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    const found = eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)
    expect(found.length).toBeGreaterThanOrEqual(80)
    expect(firstOfEach(found).map(({ data }) => (data as { number: number }).number)).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(relay.heard('retrying')).toHaveLength(3)
  })

  it('works alone: a second one stands by, and takes over when the first stops', async () => {
    await fresh()
    const first = await start()
    await until('the first is elected', () => first.heard('claimed').length === 1)
    const second = await start()
    await until('the second stands by', () => second.heard('standing-by').length === 1)
    const caseId = randomUUID()
    await relayedUpTo((await tell('investigation', caseId, 1, ['prosecution'])).lastPosition)
    await first.end()
    await relayedUpTo((await tell('investigation', caseId, 2, ['prosecution'])).lastPosition)
    const found = eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)
    expect(found.map(({ data }) => data)).toEqual([{ number: 1 }, { number: 2 }])
    expect(second.heard('claimed')).toHaveLength(1)
  })
})

describe('a relay that comes back to topics which it had left for others', () => {
  it('tells them that they lack what came meanwhile', async () => {
    await fresh()
    const others = await testTopics()
    ending.push(() => others.close())
    const caseId = randomUUID()
    const relaying = async (number: number, on: TestTopics) => {
      const relay = await start(undefined, on)
      const { lastPosition } = await tell('investigation', caseId, number, ['prosecution'])
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
    const back = found.map(placeOf).find(({ position }) => comparePositions(position, meanwhile) >= 0)
    expect(back?.previous).toBe(meanwhile)
  })
})

describe('a topic that does not take what it is given', () => {
  it('misses the one event that is too large for it, and says so; all else goes on', async () => {
    await fresh()
    const topic = topics.topicOf('prosecution')
    await topics.admin.deleteTopics({ topics: [topic] })
    await until('the topic is gone', async () => !(await topics.admin.listTopics()).includes(topic))
    await topics.create(topic, 12, { 'max.message.bytes': '4000' })
    const caseId = randomUUID()
    await tell('investigation', caseId, 1, ['prosecution'])
    const { firstPosition } = await tell('investigation', caseId, 2, ['prosecution'], { text: 'x'.repeat(5_000) })
    await tell('investigation', caseId, 3, ['prosecution'])
    const relay = await start()
    await relayedUpTo(await log.storeOf('auditTrail').lastPosition())
    const numbersOn = async (service: ServiceName) =>
      eventsOf(await topics.read(topics.topicOf(service)))
        .filter((event) => event.caseId === caseId)
        .map(({ data }) => (data as { number: number }).number)
    expect(await numbersOn('prosecution')).toEqual([1, 3])
    expect((await numbersOn('auditTrail')).filter((number) => number === 2)).not.toEqual([])
    const afterIt = (await topics.read(topic)).filter(({ partition }) => partition === partitionOf(caseId)).map(placeOf)
    expect(afterIt.some(({ previous }) => previous === firstPosition)).toBe(true)
    expect(relay.heard('oversized')).toMatchObject([{ topic, position: firstPosition, type: 'investigation.Told' }])
    expect(await oversizedOf(db)).toMatchObject([{ topic, position: firstPosition }])
  })

  it('and is gone, or is too small, keeps no other reader waiting, and is told what it missed when it is back', async () => {
    await fresh()
    const [gone, small] = [topics.topicOf('adjudication'), topics.topicOf('victimSupport')]
    await topics.admin.deleteTopics({ topics: [gone, small] })
    await until('the topics are gone', async () => !(await topics.admin.listTopics()).some((topic) => [gone, small].includes(topic)))
    await topics.create(small, 3)
    const relay = await start()
    const caseId = randomUUID()
    const { firstPosition } = await tell('investigation', caseId, 1, ['prosecution', 'adjudication', 'victimSupport'])
    await relayedUpTo(firstPosition)
    expect(eventsOf(await topics.read(topics.topicOf('prosecution'))).filter((event) => event.caseId === caseId)).toHaveLength(1)
    expect((await setAsideOf(db)).map(({ topic }) => topic)).toEqual([gone, small])
    const said = relay.heard('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))
    expect(said).toContainEqual(expect.stringContaining(`topic ${gone} is not there`))
    expect(said).toContainEqual(expect.stringContaining(`topic ${small} has fewer than 12 partitions`))
    expect((await relay.hindrances()).join()).toContain(gone)

    await topics.create(gone)
    await until('the relay took the topic back', () => relay.heard('recovered').length === 1)
    expect((await setAsideOf(db)).map(({ topic }) => topic)).toEqual([small])
    const told = (await topics.read(gone)).filter(({ partition }) => partition === partitionOf(caseId)).map(placeOf)
    expect(told[0]).toMatchObject({ type: POSITION_MARK, previous: firstPosition })
    const { lastPosition } = await tell('investigation', caseId, 2, ['adjudication'])
    await relayedUpTo(lastPosition)
    expect(eventsOf(await topics.read(gone)).map(caseKeyOf)).toEqual([caseId])
  })
})
