import { eventType, type EventType, type ServiceName, type Visibility } from '@case-timeline/contracts'
import type { Appended, StoredEvent } from '@case-timeline/event-store'
import type { SASLOptions } from 'kafkajs'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import type { Consumer } from '../consumer.ts'
import { makeEffects } from '../effects.fixtures.ts'
import type { Notice } from '../notice.ts'
import { waitFor } from '../position.ts'
import { type TestLog, testLog } from '../test-log.fixtures.ts'
import { kafkaFeed } from './kafka-feed.ts'
import { type Relay, startRelay } from './relay.ts'
import { type TestTopics, testTopics } from './topics.fixtures.ts'

/** What is told in specifications of the way over Kafka. */
export const telling = (service: ServiceName, name: string, visibility: Visibility = ['prosecution'], version = 1): EventType =>
  eventType({
    type: `${service}.${name}`,
    version,
    kind: 'report',
    meaning: 'Something was told.',
    visibility,
    data: z.strictObject({ number: z.int(), text: z.string().optional() }),
    example: { number: 1 },
  })

export const Told = telling('investigation', 'Told')

export const numberOf = (event: StoredEvent): number => (event.data as { number: number }).number

/** Something that runs until it is ended, and what it said. */
export interface Running {
  readonly notices: readonly Notice[]
  heard(kind: Notice['kind']): readonly Notice[]
  end(): Promise<void>
}

/** A log, topics of its own, and what runs between them. */
export interface Feeding {
  readonly log: TestLog
  readonly topics: TestTopics
  /** The database of the relay. */
  readonly relayDb: DataSource
  /** The database of prosecution's views, with the table of effects. */
  readonly db: DataSource
  tell(caseId: string, number: number, more?: { readonly type?: EventType; readonly text?: string }): Promise<Appended>
  relay(observe?: (notice: Notice) => void): Promise<Running & Pick<Relay, 'hindrances' | 'measures'>>
  /** One replica of a consumer of prosecution's. */
  consume(consumer: Consumer): Promise<Running & { hindrances(): Promise<readonly string[]> }>
  /** Everything that prosecution may see. */
  visible(): Promise<StoredEvent[]>
  /** Waits until a consumer has come to the head of the log in every partition. */
  comesToHead(consumer: string): Promise<boolean>
  close(): Promise<void>
}

const listening = (observe: (notice: Notice) => void) => {
  const notices: Notice[] = []
  return {
    notices,
    heard: (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind),
    observe: (notice: Notice) => {
      notices.push(notice)
      observe(notice)
    },
  }
}

/** A broker of one's own, and who relay and consumer are to it. */
export interface OwnBroker {
  readonly brokers: string
  readonly admin: SASLOptions
  readonly relay: string
  readonly consumer: string
}

export const feeding = async (own?: OwnBroker): Promise<Feeding> => {
  const log = await testLog()
  const topics = await testTopics(own?.brokers, own?.admin)
  const urlOf = (login: string | undefined) => (login === undefined ? topics.url : topics.url.replace('kafka://', `kafka://${login}@`))
  const [relayDb, db] = [await log.open(), await log.open()]
  await makeEffects(db)
  const running = new Set<() => Promise<void>>()
  const ended = (stop: AbortController, stopped: Promise<void>, close: () => Promise<void> = () => Promise.resolve()) => {
    const end = async () => {
      running.delete(end)
      stop.abort()
      await stopped
      await close()
    }
    running.add(end)
    return end
  }
  const store = () => log.storeOf('prosecution')
  return {
    log,
    topics,
    relayDb,
    db,
    tell: (caseId, number, { type = Told, ...more } = {}) => {
      const service = type.type.split('.')[0] as ServiceName
      return log.record({ caseId, service, facts: [{ type: type.type, data: { number, ...more } }], as: [type] })
    },
    relay: async (observe = () => undefined) => {
      const stop = new AbortController()
      const { observe: hear, ...said } = listening(observe)
      const at = { url: urlOf(own?.relay), store: log.storeOf('auditTrail'), db: relayDb, deployment: 'test', leaseMs: 600 }
      const { stopped, ...relay } = await startRelay({ ...at, signal: stop.signal, observe: hear })
      return { ...relay, ...said, end: ended(stop, stopped) }
    },
    consume: async (consumer) => {
      const stop = new AbortController()
      const { observe, ...said } = listening(() => undefined)
      const feed = kafkaFeed({ url: urlOf(own?.consumer), store: store(), service: 'prosecution', deployment: 'test' })
      const { stopped } = await feed.consume({ db, consumer, signal: stop.signal, observe })
      return { ...said, hindrances: () => feed.hindrances(), end: ended(stop, stopped, () => feed.close()) }
    },
    visible: async () => (await store().readAll({ after: '0', limit: 100_000 })).events,
    comesToHead: async (consumer) => waitFor(db, consumer, await store().lastPosition(), 50_000),
    close: async () => {
      await Promise.all([...running].map((end) => end()))
      await topics.close()
      await log.close()
    },
  }
}

/** A name that no other consumer has. */
export const someName = (): string => `test.${randomUUID().slice(0, 8)}`
