import type { ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { register } from '../claim.ts'
import { type DeferredCheckpoints, deferredCheckpoints } from '../deferred-checkpoints.ts'
import { backoffMs, sleepUnlessAborted } from '../election.ts'
import type { ConsumeOptions, Feed } from '../feed.ts'
import { notifierOf } from '../notify.ts'
import { isOffLog } from '../on-log.ts'
import { reasonOf } from '../parked.ts'
import { createAssignments } from './assignments.ts'
import { kafkaClient } from './client.ts'
import { cutOffSockets } from './cut-off.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { placeKeyOf } from './place-tag.ts'
import { recordedHashes } from './recorded-hashes.ts'
import { runSession } from './session.ts'
import { runTopicConsumer } from './topic-consumer.ts'
import { createTopicReader } from './topic-offsets.ts'
import { eventGroup, eventTopic } from './topics.ts'

export interface KafkaFeedOptions {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  /** The source for events that a topic lacks. */
  readonly store: EventStore
  /** The service whose topic is read. */
  readonly service: ServiceName
  readonly deployment: string
  /** The deployment's key: the relay has the same. */
  readonly digestKey: Uint8Array
}

/** A running consumer, and why it does not work at present, if so. */
interface Member {
  readonly options: ConsumeOptions
  failure?: string | undefined
  wasReached: boolean
}

/** The consumers of a service are started one after another: they join the group together. */
const GATHER_MS = 100

/**
 * The feed over Kafka. One member of a consumer group reads the topic of the service for all consumers of the process;
 * the group assigns the partitions to the replicas that run the same consumers. The epoch of a checkpoint ensures a
 * single owner. What was recorded before a replica joined, and what the topic lacks, each consumer reads from the store.
 * The feed waits for an unavailable broker.
 * @throws FeedUrlError when the URL is invalid
 */
export const kafkaFeed = ({ url, store, service, deployment, digestKey }: KafkaFeedOptions): Feed => {
  const address = parseFeedUrl(url)
  const topic = eventTopic(address.prefix, service)
  const placeKey = placeKeyOf(digestKey)
  // The client's log is dropped, because the error of each call contains the same.
  const closing = new AbortController()
  const topicReader = createTopicReader(kafkaClient(address, () => undefined, { socketFactory: cutOffSockets(closing.signal) }))
  const hashesOf = recordedHashes(store)
  const assignments = createAssignments()
  const members = new Set<Member>()
  /** Those that are not about to stop: they decide in which group the topic is read. */
  const lasting = () => [...members].filter(({ options }) => !options.signal.aborted)
  let registering = 0
  const byDatabase = new Map<DataSource, DeferredCheckpoints>()
  const checkpointsOn = (db: DataSource): DeferredCheckpoints => {
    const checkpoints = byDatabase.get(db) ?? deferredCheckpoints(db)
    byDatabase.set(db, checkpoints)
    return checkpoints
  }
  let reading: Promise<void> | undefined
  let changed = new AbortController()
  let brokerFailure: string | undefined = `no broker at ${address.brokers.join(', ')} has answered yet`

  /** Reads the topic while there are consumers, in the group of those that there are. */
  const readTopic = async (): Promise<void> => {
    let failures = 0
    while (lasting().length > 0) {
      changed = new AbortController()
      const { signal } = changed
      await sleepUnlessAborted(GATHER_MS, signal)
      const [first, ...others] = lasting()
      if (signal.aborted || registering > 0 || !first) continue
      const names = [first, ...others].map(({ options }) => options.consumer.name)
      const group = eventGroup(address.prefix, deployment, service, names)
      const notify = notifierOf(group, first.options.observe)
      const joined = () => {
        failures = 0
        brokerFailure = undefined
      }
      const socketFactory = cutOffSockets(signal)
      try {
        await requireDatabases()
        await runSession({ address, group, topic, placeKey, topicReader, hashesOf, assignments, notify, socketFactory, joined }, signal)
      } catch (error) {
        if (signal.aborted) continue
        const afterMs = backoffMs(failures++)
        brokerFailure = sentenceOf(error)
        notify({ kind: 'retrying', error, afterMs })
        await sleepUnlessAborted(afterMs, signal)
      }
    }
  }
  /** A replica without its databases does not join the group: other replicas should get its partitions. */
  const requireDatabases = async (): Promise<void> => {
    for (const db of new Set(lasting().map(({ options }) => options.db))) await db.query('select')
  }
  const rejoin = (): void => {
    changed.abort()
    reading ??= readTopic().finally(() => {
      reading = undefined
      if (lasting().length > 0) rejoin()
    })
  }

  const run = async (options: ConsumeOptions): Promise<void> => {
    const { db, consumer, signal, observe, around } = options
    const member: Member = { options, wasReached: false }
    members.add(member)
    rejoin()
    const joined = () => Object.assign(member, { failure: undefined, wasReached: true })
    // The feed works where the log went back: it waits for an operator.
    const failed = (error: unknown) =>
      Object.assign(member, isOffLog(error) ? { failure: undefined, wasReached: true } : { failure: sentenceOf(error) })
    const notify = notifierOf(consumer.name, observe)
    const checkpoints = checkpointsOn(db)
    await runTopicConsumer({ db, consumer, store, topic, assignments, checkpoints, notify, around, joined, failed }, signal)
    members.delete(member)
    // Consumers that stop at the same time leave the group together, when the last of them is done.
    if (members.size === 0 || lasting().length > 0) rejoin()
    if (members.size === 0) await reading
  }

  return {
    consume: async (options) => {
      registering += 1
      try {
        await register(options.db.manager, options.consumer, store)
      } finally {
        registering -= 1
      }
      return { stopped: run(options) }
    },
    degradedReasons: () => {
      const failures = members.size === 0 ? [] : [brokerFailure, ...[...members].map(({ failure }) => failure)]
      return Promise.resolve([...new Set(failures.filter((failure) => failure !== undefined))])
    },
    wasReached: () => [...members].every(({ wasReached }) => wasReached),
    flush: async () => void (await Promise.all([...byDatabase.values()].map((checkpoints) => checkpoints.flush()))),
    close: () => {
      closing.abort()
      return topicReader.close()
    },
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? reasonOf(error) : String(error))
