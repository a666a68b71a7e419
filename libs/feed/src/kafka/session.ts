import type { Consumer as Client } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { rest } from '../elected.ts'
import { positionsOf } from '../position.ts'
import { BrokerFailure, explained } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { HEARTBEAT_MS, type Member, memberOf } from './membership.ts'

/** How long a group waits for a sign of a member before it gives its partitions to others, in milliseconds. */
const SESSION_MS = 10_000
const REBALANCE_MS = 30_000
/** A client that has shown no sign of life for so long is given up. */
const SILENCE_MS = REBALANCE_MS + 2 * SESSION_MS
/** What one fetch brings at most, in all and of one partition: nothing more is fetched until it is done. */
const FETCH_BYTES = 4 * 1024 * 1024
const PARTITION_BYTES = 1024 * 1024
/** So many partitions are worked on at once: enough that their commits share a flush, few enough that the service keeps connections. */
const AT_ONCE = 3
/** How long a client that failed may take to let go. */
const GOODBYE_MS = 10_000

export interface Session extends Member {
  readonly address: KafkaAddress
  readonly group: string
}

/**
 * One membership in the group, until the signal: then what is in hand is finished and the group left.
 * @throws BrokerFailure when the broker or its client fails, or the topic is not as it must be; what the database throws at the start
 */
export const session = async (it: Session, until: AbortSignal): Promise<void> => {
  const { db, consumer, say, topic, address, group } = it
  const attempt = { brokers: address.brokers, doing: 'read', topic, group } as const
  // Without its database a replica is no use to the group: others shall have its partitions.
  await positionsOf(db, consumer.name)
  await it.asking.endsOf(topic).catch((error: unknown) => {
    throw explained(error, attempt)
  })
  const client = kafkaClient(address, (level, text) => say({ kind: 'client-said', level, text })).consumer({
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
  const fail = (error: unknown) => failing.abort(explained(error, attempt))
  const ended = AbortSignal.any([until, failing.signal])
  const membership = memberOf(it, client, ended, fail)
  const watching = watch(client, membership.isBusy, fail)
  let running: Promise<void> | undefined
  try {
    await client.connect()
    await client.subscribe({ topics: [topic], fromBeginning: true })
    running = client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: AT_ONCE,
      eachBatch: membership.eachBatch,
    })
    await Promise.race([running, aborted(ended)])
    await aborted(ended)
  } catch (error) {
    fail(error)
  } finally {
    clearInterval(watching)
    // A client that goes while it is still joining leaves a member behind, whom the group waits for.
    if (until.aborted && running) await Promise.race([running.catch(() => undefined), pause(GOODBYE_MS, undefined, { ref: false })])
    await membership.finish()
    if (!(await goodbye(client))) membership.giveUp()
  }
  if (!until.aborted) throw failing.signal.reason
}

/** The client stops without a word in some failures, and hangs in others. */
const watch = (client: Client, isBusy: () => boolean, fail: (error: unknown) => void): NodeJS.Timeout => {
  let sign = performance.now()
  const alive = () => (sign = performance.now())
  const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, STOP } = client.events
  for (const event of [FETCH, GROUP_JOIN, HEARTBEAT] as const) client.on(event, alive)
  client.on(CRASH, ({ payload }) => fail(payload.error))
  client.on(STOP, () => fail(new BrokerFailure('other', 'the Kafka client stopped by itself')))
  const watching = setInterval(() => {
    if (isBusy()) alive()
    else if (performance.now() - sign > SILENCE_MS)
      fail(
        new BrokerFailure('unreachable', `nothing was heard of the Kafka client for ${SILENCE_MS / 1_000} s: it is replaced by a new one`),
      )
  }, 1_000)
  watching.unref()
  return watching
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Leaves the group. @returns whether the client did so: one that hangs is left behind */
const goodbye = async (client: Client): Promise<boolean> => {
  const over = new AbortController()
  const left = client.disconnect().then(
    () => true,
    () => true,
  )
  const hasLeft = await Promise.race([left, rest(GOODBYE_MS, over.signal).then(() => false)])
  over.abort()
  return hasLeft
}
