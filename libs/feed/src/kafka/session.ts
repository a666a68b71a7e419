import type { Consumer as Client } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { sleepUnlessAborted } from '../election.ts'
import { positionsOf } from '../position.ts'
import { BrokerFailure, brokerFailureOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { HEARTBEAT_MS, type MemberOptions, membershipOf } from './membership.ts'

/** How long a group waits for a heartbeat before it reassigns a member's partitions, in milliseconds. */
const SESSION_MS = 10_000
const REBALANCE_MS = 30_000
/** A client that shows no activity for this long is replaced; longer than a rebalance may take. */
const LIVENESS_TIMEOUT_MS = REBALANCE_MS + 2 * SESSION_MS
/** Maximum size of one fetch, in total and per partition; the next fetch begins when this one is processed. */
const FETCH_BYTES = 4 * 1024 * 1024
const PARTITION_BYTES = 1024 * 1024
/** Concurrent partitions: enough that their commits share a flush, few enough that the service keeps connections. */
const MAX_CONCURRENT_PARTITIONS = 3
/** How long a failed client may take to stop. */
const LEAVE_TIMEOUT_MS = 10_000

export interface SessionOptions extends MemberOptions {
  readonly address: KafkaAddress
  readonly group: string
}

/**
 * Runs one membership in the group until the signal aborts: then the current batches are finished, and the member
 * leaves.
 * @throws BrokerFailure when the broker or the client fails, or the topic has a wrong number of partitions; the error
 * of the database at the start
 */
export const runSession = async (options: SessionOptions, stopSignal: AbortSignal): Promise<void> => {
  const { db, consumer, notify, topic, address, group } = options
  const attempt = { brokers: address.brokers, operation: 'read', topic, group } as const
  // A replica without its database does not join the group: other replicas should get its partitions.
  await positionsOf(db, consumer.name)
  await options.topicReader.offsetsOf(topic).catch((error: unknown) => {
    throw brokerFailureOf(error, attempt)
  })
  const client = kafkaClient(address, (level, text) => notify({ kind: 'client-logged', level, text })).consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: REBALANCE_MS,
    maxWaitTimeInMs: 500,
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: PARTITION_BYTES,
    metadataMaxAge: 30_000,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  })
  const failing = new AbortController()
  const onFailure = (error: unknown) => failing.abort(brokerFailureOf(error, attempt))
  const ended = AbortSignal.any([stopSignal, failing.signal])
  const membership = membershipOf(options, client, ended, onFailure)
  const watching = watchClient(client, membership.isBusy, onFailure)
  let running: Promise<void> | undefined
  try {
    await client.connect()
    await client.subscribe({ topics: [topic], fromBeginning: true })
    running = client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: MAX_CONCURRENT_PARTITIONS,
      eachBatch: membership.eachBatch,
    })
    await Promise.race([running, untilAborted(ended)])
    await untilAborted(ended)
  } catch (error) {
    onFailure(error)
  } finally {
    clearInterval(watching)
    // A client that stops during a join leaves a member behind, for which the group waits: so the join ends first.
    if (stopSignal.aborted && running)
      await Promise.race([running.catch(() => undefined), pause(LEAVE_TIMEOUT_MS, undefined, { ref: false })])
    await membership.finish()
    if (!(await leaveGroup(client))) membership.abandon()
  }
  if (!stopSignal.aborted) throw failing.signal.reason
}

/** Detects each way in which the client ends: it reports some failures, stops silently after others, or hangs. */
const watchClient = (client: Client, isBusy: () => boolean, onFailure: (error: unknown) => void): NodeJS.Timeout => {
  let lastSignAt = performance.now()
  const markAlive = () => (lastSignAt = performance.now())
  const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, STOP } = client.events
  for (const event of [FETCH, GROUP_JOIN, HEARTBEAT] as const) client.on(event, markAlive)
  client.on(CRASH, ({ payload }) => onFailure(payload.error))
  client.on(STOP, () => onFailure(new BrokerFailure('other', 'the Kafka client stopped by itself')))
  const watching = setInterval(() => {
    if (isBusy()) markAlive()
    else if (performance.now() - lastSignAt > LIVENESS_TIMEOUT_MS)
      onFailure(
        new BrokerFailure(
          'unreachable',
          `the Kafka client showed no activity for ${LIVENESS_TIMEOUT_MS / 1_000} s: it is replaced by a new one`,
        ),
      )
  }, 1_000)
  watching.unref()
  return watching
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Leaves the group. @returns false if the client hangs: then it must be abandoned */
const leaveGroup = async (client: Client): Promise<boolean> => {
  const over = new AbortController()
  const left = client.disconnect().then(
    () => true,
    () => true,
  )
  const hasLeft = await Promise.race([left, sleepUnlessAborted(LEAVE_TIMEOUT_MS, over.signal).then(() => false)])
  over.abort()
  return hasLeft
}
