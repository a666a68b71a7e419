import { SuspectArrested } from '@case-timeline/contracts'
import { kafkaFeed, type Notice, PARTITIONS, startRelay, waitFor } from '@case-timeline/feed'
import {
  type FoundMessage,
  relayedTo,
  TEST_DIGEST_KEY,
  type TestLog,
  testLog,
  type TestTopics,
  testTopics,
  waitUntil,
} from '@case-timeline/feed/fixtures'
import { consumerNameOf, projection, tablesOf, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { timelineView } from './timeline.view.ts'

const EVENTS = 20
const deployment = { deployment: 'test', digestKey: TEST_DIGEST_KEY }
let log: TestLog
let sent: TestTopics
let reordered: TestTopics
const stop = new AbortController()
const stopped: Promise<void>[] = []

beforeAll(async () => {
  log = await testLog()
  sent = await testTopics()
  reordered = await testTopics()
}, 60_000)
afterAll(async () => {
  stop.abort()
  await Promise.all(stopped)
  await sent.close()
  await reordered.close()
  await log.close()
})

const reversed = (members: object): object => Object.fromEntries(Object.entries(members).toReversed())

/** A message as another producer may write it: the same record, and every object of it in another order of members. */
const inAnotherOrder = ({ partition, key, value, headers }: FoundMessage) => {
  const record = JSON.parse(String(value)) as { envelope?: object }
  const { envelope, ...rest } = record
  const text = envelope === undefined ? value : JSON.stringify(reversed({ ...rest, envelope: reversed(envelope) }))
  return { partition, key, value: text, headers: headers ?? {} }
}

it('a timeline that was filled from messages in another order of members does not differ from the events', async () => {
  const store = log.storeOf('auditTrail')
  const db = await log.open(tablesOf([timelineView]))
  const feed = kafkaFeed({ url: reordered.url, store, service: 'auditTrail', ...deployment })
  const notices: Notice[] = []
  const observe = (notice: Notice) => notices.push(notice)
  const running = await feed.consume({ db, consumer: projection(timelineView, store), signal: stop.signal, observe })
  stopped.push(running.stopped.then(() => feed.close()))
  // What is recorded before a consumer has begun comes from the store, so nothing is.
  await waitUntil('the view has begun', () => notices.some(({ kind }) => kind === 'claimed'))
  await sleep(200)

  const facts = [{ type: SuspectArrested.type, data: SuspectArrested.example }]
  for (let n = 0; n < EVENTS; n++) await log.record({ caseId: randomUUID(), facts, eventTypes: [SuspectArrested] })
  const position = await store.lastPosition()
  const relay = await startRelay({ url: sent.url, store, db: await log.open(), ...deployment, signal: stop.signal })
  stopped.push(relay.stopped)
  let messages: FoundMessage[] = []
  await waitUntil('every partition of the topic has reached the last event', async () => {
    messages = await sent.read(sent.topicOf('auditTrail'))
    const atEnd = messages.filter(({ headers }) => String(headers?.['ce_position']) === position)
    return new Set(atEnd.map(({ partition }) => partition)).size === PARTITIONS
  })
  expect(notices.filter(({ kind }) => kind === 'delivered')).toEqual([])
  const topic = reordered.topicOf('auditTrail')
  await reordered.put(topic, ...messages.map((message) => relayedTo(topic, inAnotherOrder(message))))

  expect(await waitFor(db, consumerNameOf(timelineView), position, 40_000)).toBe(true)
  // Every row comes from a message, none from the store.
  expect(notices.filter(({ kind }) => kind === 'refilled' || kind === 'unreadable')).toEqual([])
  expect(await verify({ view: timelineView, db, store, signal: stop.signal })).toMatchObject({ rows: EVENTS, differing: 0 })
}, 120_000)
