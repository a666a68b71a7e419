import { eventType, type EventType, type ServiceName, type Visibility } from '@case-timeline/contracts'
import type { Appended, StoredEvent } from '@case-timeline/event-store'
import type { SASLOptions } from 'kafkajs'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import type { Consumer } from '../consumer.ts'
import { createEffectTable } from '../effects.fixtures.ts'
import type { Feed } from '../feed.ts'
import type { Notice } from '../notice.ts'
import { waitFor } from '../position.ts'
import { type TestLog, testLog } from '../test-log.fixtures.ts'
import { kafkaFeed } from './kafka-feed.ts'
import { TEST_DIGEST_KEY } from './place-tag.fixtures.ts'
import { type Relay, startRelay } from './relay.ts'
import { type TestTopics, testTopics } from './topics.fixtures.ts'

/** An event type for specifications of the Kafka feed. */
export const testEventType = (service: ServiceName, name: string, visibility: Visibility = ['prosecution'], version = 1): EventType =>
  eventType({
    type: `${service}.${name}`,
    version,
    kind: 'report',
    meaning: 'Something was reported.',
    visibility,
    data: z.strictObject({ number: z.int(), text: z.string().optional() }),
    example: { number: 1 },
  })

export const Reported = testEventType('investigation', 'Reported')

export const numberOf = (event: StoredEvent): number => (event.data as { number: number }).number

/** A running relay or consumer, and its notices. */
export interface Running {
  readonly notices: readonly Notice[]
  noticesOf(kind: Notice['kind']): readonly Notice[]
  end(): Promise<void>
}

/** A log, separate topics, and the processes between them. */
export interface FeedFixture {
  readonly log: TestLog
  readonly topics: TestTopics
  /** The database of the relay. */
  readonly relayDb: DataSource
  /** The database of the prosecution's views, with the table of effects. */
  readonly db: DataSource
  record(caseId: string, number: number, more?: { readonly type?: EventType; readonly text?: string }): Promise<Appended>
  relay(observe?: (notice: Notice) => void): Promise<Running & Pick<Relay, 'degradedReasons' | 'measures' | 'wasReached'>>
  /** Starts a replica of the prosecution with some consumers. */
  consume(...consumers: readonly Consumer[]): Promise<Running & Pick<Feed, 'degradedReasons' | 'wasReached'>>
  /** All events that are visible to the prosecution. */
  visible(): Promise<StoredEvent[]>
  /** Waits until a consumer has reached the head of the log in every partition. */
  reachesHead(consumer: string): Promise<boolean>
  /** Ends the replicas that were started by `consume` and still run. */
  endConsumers(): Promise<void>
  close(): Promise<void>
}

const noticeRecorder = (observe: (notice: Notice) => void) => {
  const notices: Notice[] = []
  return {
    notices,
    noticesOf: (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind),
    observe: (notice: Notice) => {
      notices.push(notice)
      observe(notice)
    },
  }
}

/** A separate broker, with the logins of relay and consumer, if it requires any. */
export interface OwnBroker {
  readonly brokers: string
  readonly admin?: SASLOptions
  readonly relay?: string
  readonly consumer?: string
}

export const feedFixture = async (own?: OwnBroker): Promise<FeedFixture> => {
  const log = await testLog()
  const topics = await testTopics(own?.brokers, own?.admin)
  const urlOf = (login: string | undefined) => (login === undefined ? topics.url : topics.url.replace('kafka://', `kafka://${login}@`))
  const [relayDb, db] = [await log.open(), await log.open()]
  await createEffectTable(db)
  const running = new Set<() => Promise<void>>()
  const replicas = new Set<() => Promise<void>>()
  const endAll = async (ends: Iterable<() => Promise<void>>) => {
    await Promise.all([...ends].map((end) => end()))
  }
  const endOf = (stop: AbortController, stopped: Promise<void>, close: () => Promise<void> = () => Promise.resolve()) => {
    const end = async () => {
      running.delete(end)
      replicas.delete(end)
      stop.abort()
      await stopped
      await close()
    }
    running.add(end)
    return end
  }
  const store = () => log.storeOf('prosecution')
  const deployment = { deployment: 'test', digestKey: TEST_DIGEST_KEY }
  return {
    log,
    topics,
    relayDb,
    db,
    record: (caseId, number, { type = Reported, ...more } = {}) => {
      const service = type.type.split('.')[0] as ServiceName
      return log.record({ caseId, service, facts: [{ type: type.type, data: { number, ...more } }], eventTypes: [type] })
    },
    relay: async (observe = () => undefined) => {
      const stop = new AbortController()
      const { observe: record, ...notices } = noticeRecorder(observe)
      const at = { url: urlOf(own?.relay), store: log.storeOf('auditTrail'), db: relayDb, ...deployment, leaseMs: 600 }
      const { stopped, ...relay } = await startRelay({ ...at, signal: stop.signal, observe: record })
      return { ...relay, ...notices, end: endOf(stop, stopped) }
    },
    consume: async (...consumers) => {
      const stop = new AbortController()
      const { observe, ...notices } = noticeRecorder(() => undefined)
      const feed = kafkaFeed({ url: urlOf(own?.consumer), store: store(), service: 'prosecution', ...deployment })
      const stopped: Promise<void>[] = []
      for (const consumer of consumers) stopped.push((await feed.consume({ db, consumer, signal: stop.signal, observe })).stopped)
      const allStopped = Promise.all(stopped).then(() => undefined)
      const { degradedReasons, wasReached } = feed
      const end = endOf(stop, allStopped, () => feed.close())
      replicas.add(end)
      return { ...notices, degradedReasons, wasReached, end }
    },
    visible: async () => (await store().readAll({ after: '0', limit: 100_000 })).events,
    reachesHead: async (consumer) => waitFor(db, consumer, await store().lastPosition(), 50_000),
    endConsumers: () => endAll(replicas),
    close: async () => {
      await endAll(running)
      await topics.close()
      await log.close()
    },
  }
}

/** A name that no other consumer has. */
export const uniqueName = (): string => `test.${randomUUID().slice(0, 8)}`
