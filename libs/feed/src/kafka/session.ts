import kafkajs, { type Consumer as Client, type EachBatchPayload } from 'kafkajs'
import { ClaimLost, type Held, startOf } from '../claim.ts'
import { backoffMs, rest } from '../elected.ts'
import { PARTITIONS } from '../partition.ts'
import { positionsOf } from '../position.ts'
import { BrokerFailure, explained } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { type Hand, handsOf } from './hands.ts'
import type { KafkaAddress } from './kafka-url.ts'
import { work, type Workplace } from './partition-work.ts'
import { type Asking, changedPartitions, type Ends } from './topic-ends.ts'

/** How long a group waits for a sign of a member before it gives its partitions to others, in milliseconds. */
const SESSION_MS = 10_000
const HEARTBEAT_MS = 2_000
const REBALANCE_MS = 30_000
/** A client that has shown no sign of life for so long is given up. */
const SILENCE_MS = REBALANCE_MS + 2 * SESSION_MS
const COMMIT_MS = 5_000
/** What one fetch brings at most, in all and of one partition: nothing more is fetched until it is done. */
const FETCH_BYTES = 4 * 1024 * 1024
const PARTITION_BYTES = 1024 * 1024
/** How long a client that failed may take to let go. */
const GOODBYE_MS = 10_000

export interface Session extends Workplace {
  readonly address: KafkaAddress
  readonly group: string
  readonly asking: Asking
  /** Where each partition ended when the consumer got its first checkpoint. */
  readonly firstEnds: ReadonlyMap<number, Ends> | undefined
  /** It has joined its group, and reads. */
  joined(hands: () => readonly Hand[]): void
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
  try {
    await client.connect()
    await client.subscribe({ topics: [topic], fromBeginning: true })
    const running = client.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: membership.eachBatch })
    await Promise.race([running, aborted(ended)])
    await aborted(ended)
  } catch (error) {
    fail(error)
  } finally {
    clearInterval(watching)
    await membership.finish()
    await goodbye(client)
  }
  if (!until.aborted) throw failing.signal.reason
}

/** What one member of the group does with the partitions that it is given. */
const memberOf = (it: Session, client: Client, ended: AbortSignal, fail: (error: unknown) => void) => {
  const { db, consumer, say, topic, asking, firstEnds } = it
  const hands = handsOf(db, consumer.name, say)
  const resuming = new Set<NodeJS.Timeout>()
  let working = 0
  let division = 0
  let claiming: Promise<void> = Promise.resolve()
  let committed = performance.now()

  const startIn = (ends: ReadonlyMap<number, Ends>) => (held: Held) => {
    const { low, high } = ends.get(held.partition) ?? { low: '0', high: '0' }
    // Not in the topic: it was cleaned, or made anew. What is read twice is known by its position.
    if (held.offset !== undefined) return BigInt(held.offset) >= BigInt(low) && BigInt(held.offset) <= BigInt(high) ? held.offset : low
    return held.position === '0' ? low : (firstEnds?.get(held.partition)?.high ?? high)
  }
  const claim = async (partitions: readonly number[]): Promise<readonly Hand[]> => {
    const taken = await hands.take(partitions, startIn(await asking.endsOf(topic)))
    for (const { partition, start } of taken) client.seek({ topic, partition, offset: start })
    return taken
  }
  const joined = async (mine: number, partitions: readonly number[]): Promise<void> => {
    // Divided anew meanwhile: what this division gave may be another's by now.
    if (mine !== division) return
    hands.clear()
    const taken = await claim(partitions)
    it.joined(hands.all)
    if (taken.length === 0) return say({ kind: 'standing-by' })
    say({ kind: 'claimed', position: startOf({ consumer: consumer.name, held: taken.map(({ held }) => held) }) })
  }
  client.on(client.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? []
    if (partitions.some((partition) => partition >= PARTITIONS)) return fail(changedPartitions(topic, Math.max(...partitions) + 1))
    const mine = (division += 1)
    claiming = claiming.catch(() => undefined).then(() => joined(mine, partitions))
    claiming.catch(fail)
  })

  const letRest = ({ pause }: EachBatchPayload, ms: number): void => {
    const resume = pause()
    const timer = setTimeout(() => {
      resuming.delete(timer)
      resume()
    }, ms)
    resuming.add(timer)
  }
  /** Goes back to the checkpoint: what was done since then was rolled back. */
  const setBack = (hand: Hand): void => {
    hand.seen = { position: hand.held.position, offset: hand.held.offset ?? hand.start }
    if (hands.of(hand.partition) === hand) client.seek({ topic, partition: hand.partition, offset: hand.seen.offset })
  }

  const commit = async (): Promise<void> => {
    committed = performance.now()
    const offsets = hands.all().flatMap(({ partition, held: { offset } }) => (offset === undefined ? [] : [{ topic, partition, offset }]))
    // For those who watch the group's lag: nothing is ever read from there.
    if (offsets.length > 0) await client.commitOffsets(offsets).catch(() => undefined)
  }

  /** The group gave the partition to this replica, and another took its checkpoint: whoever is no member any more finds out by then. */
  const claimAgain = async (payload: EachBatchPayload): Promise<void> => {
    try {
      await claim([payload.batch.partition])
    } catch (error) {
      say({ kind: 'retrying', error, afterMs: HEARTBEAT_MS })
      letRest(payload, HEARTBEAT_MS)
    }
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
    // A client that was given up and comes to life again must not keep its partitions.
    if (ended.aborted) return isRunning() ? Promise.reject(new kafkajs.KafkaJSNonRetriableError('this membership is over')) : undefined
    await claiming
    if (isStale()) return
    const hand = hands.of(batch.partition)
    if (!hand) return claimAgain(payload)
    const turn = {
      over: () => ended.aborted || !isRunning() || isStale(),
      done: (offset: string) => resolveOffset((BigInt(offset) - 1n).toString()),
      heartbeat,
    }
    const beating = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS)
    working += 1
    await hands.occupy(hand)
    try {
      hand.end = batch.highWatermark
      await work(it, hand, batch.messages, turn)
      hand.failures = 0
    } catch (error) {
      if (isOfTheGroup(error)) throw error
      const afterMs = error instanceof ClaimLost ? HEARTBEAT_MS : backoffMs(hand.failures++)
      setBack(hand)
      if (error instanceof ClaimLost) hands.drop(hand)
      else say({ kind: 'retrying', error, afterMs })
      letRest(payload, afterMs)
    } finally {
      working -= 1
      hands.free(hand)
      clearInterval(beating)
    }
    if (performance.now() - committed >= COMMIT_MS) await commit()
  }

  return {
    eachBatch,
    isBusy: () => working > 0,
    finish: async () => {
      while (working > 0) await rest(10, NEVER)
      await hands.close()
      await commit()
      for (const timer of resuming) clearTimeout(timer)
    },
  }
}

const NEVER = new AbortController().signal

/** A heartbeat that was answered by a new division of partitions, or by nothing: the client knows what to do. */
const isOfTheGroup = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS')

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

/** Leaves the group. A client that hangs is left behind: it leaves by itself when it comes to life. */
const goodbye = async (client: Client): Promise<void> => {
  const over = new AbortController()
  await Promise.race([client.disconnect().catch(() => undefined), rest(GOODBYE_MS, over.signal)])
  over.abort()
}
