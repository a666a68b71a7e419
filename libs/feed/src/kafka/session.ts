import type { Consumer as Client, ISocketFactory } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { sleepUnlessAborted } from '../election.ts'
import { BrokerFailure, brokerFailureOf } from './broker-failure.ts'
import { type ClientLog, kafkaClient } from './client.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { type MemberOptions, membershipOf } from './membership.ts'
import { untilAborted } from './until-aborted.ts'

/** How long a group waits for a heartbeat before it reassigns a member's partitions, in milliseconds. */
const SESSION_MS = 10_000
const HEARTBEAT_MS = 2_000
const REBALANCE_MS = 30_000
/** A client that shows no activity for this long is replaced; longer than a rebalance may take. */
const LIVENESS_TIMEOUT_MS = REBALANCE_MS + 2 * SESSION_MS
/** Maximum size of one fetch, in total and per partition. */
const FETCH_BYTES = 4 * 1024 * 1024
const PARTITION_BYTES = 1024 * 1024
/** How long a failed client may take to stop. */
const LEAVE_TIMEOUT_MS = 10_000

export interface SessionOptions extends MemberOptions {
  readonly address: KafkaAddress
  readonly group: string
  /** Opens the connections of the member. */
  readonly socketFactory: ISocketFactory
}

/**
 * Runs one membership in the group until the signal aborts; then the member leaves.
 * @throws BrokerFailure when the broker or the client fails, or the topic has a wrong number of partitions
 */
export const runSession = async (options: SessionOptions, stopSignal: AbortSignal): Promise<void> => {
  const { notify, topic, address, group, assignments, socketFactory } = options
  const attempt = { brokers: address.brokers, operation: 'read', topic, group } as const
  const failing = new AbortController()
  const onFailure = (error: unknown) => failing.abort(brokerFailureOf(error, attempt))
  const ended = AbortSignal.any([stopSignal, failing.signal])
  const answered = options.topicReader.offsetsOf(topic).catch((error: unknown) => {
    throw brokerFailureOf(error, attempt)
  })
  await Promise.race([answered, untilAborted(ended)])
  if (stopSignal.aborted) return
  const logClient: ClientLog = (level, text) => notify({ kind: 'client-logged', level, text })
  const client = kafkaClient(address, logClient, { socketFactory }).consumer({
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
  const membership = membershipOf(options, client, onFailure)
  const watching = watchClient(client, onFailure)
  let running: Promise<void> | undefined
  try {
    await client.connect()
    await client.subscribe({ topics: [topic], fromBeginning: true })
    running = client.run({ autoCommit: false, eachBatch: membership.eachBatch })
    await Promise.race([running, untilAborted(ended)])
    await untilAborted(ended)
  } catch (error) {
    onFailure(error)
  } finally {
    clearInterval(watching)
    // A client that stops during a join leaves a member behind, for which the group waits: so the join ends first.
    if (stopSignal.aborted && running)
      await Promise.race([running.catch(() => undefined), pause(LEAVE_TIMEOUT_MS, undefined, { ref: false })])
    membership.end()
    assignments.end()
    await leaveGroup(client)
  }
  if (!stopSignal.aborted) throw failing.signal.reason
}

/** Detects each way in which the client ends: it reports some failures, stops silently after others, or hangs. */
const watchClient = (client: Client, onFailure: (error: unknown) => void): NodeJS.Timeout => {
  let lastSignAt = performance.now()
  const markAlive = () => (lastSignAt = performance.now())
  const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, STOP } = client.events
  for (const event of [FETCH, GROUP_JOIN, HEARTBEAT] as const) client.on(event, markAlive)
  client.on(CRASH, ({ payload }) => onFailure(payload.error))
  // A crash that stopped it is reported right after that.
  client.on(STOP, () => setImmediate(onFailure, new BrokerFailure('other', 'the Kafka client stopped by itself')))
  const watching = setInterval(() => {
    if (performance.now() - lastSignAt > LIVENESS_TIMEOUT_MS)
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

/** Leaves the group; gives a client up that hangs. */
const leaveGroup = async (client: Client): Promise<void> => {
  const over = new AbortController()
  const left = client.disconnect().catch(() => undefined)
  await Promise.race([left, sleepUnlessAborted(LEAVE_TIMEOUT_MS, over.signal)])
  over.abort()
}
