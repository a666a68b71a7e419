import kafkajs, { type Consumer as Client, type EachBatchPayload } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { ClaimLost, type Held, startOf } from '../claim.ts'
import { backoffMs } from '../elected.ts'
import { PARTITIONS } from '../partition.ts'
import { type Hand, handsOf } from './hands.ts'
import { work, type Workplace } from './partition-work.ts'
import { type Asking, changedPartitions, type Ends } from './topic-ends.ts'

/** How often a member shows the group that it lives, in milliseconds. */
export const HEARTBEAT_MS = 2_000
const COMMIT_MS = 5_000

export interface Member extends Workplace {
  readonly asking: Asking
  /** Where each partition ended when the consumer got its first checkpoint. */
  readonly firstEnds: ReadonlyMap<number, Ends> | undefined
  /** It has joined its group, and reads. */
  joined(hands: () => readonly Hand[]): void
}

/** What one member of a group does with the partitions that it is given. */
export interface Membership {
  eachBatch(payload: EachBatchPayload): Promise<void>
  isBusy(): boolean
  /** Finishes what is in hand, and writes what was read. */
  finish(): Promise<void>
  /** Its client did not let go: should it come to life, it is to stop by itself. */
  giveUp(): void
}

export const memberOf = (it: Member, client: Client, ended: AbortSignal, fail: (error: unknown) => void): Membership => {
  const { db, consumer, say, topic, asking, firstEnds } = it
  const hands = handsOf(db, consumer.name, say, (hand) => lose(hand))
  const resuming = new Set<NodeJS.Timeout>()
  let working = 0
  let division = 0
  let claiming: Promise<void> = Promise.resolve()
  let committed = performance.now()
  let isGivenUp = false

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

  const letRest = (partition: number, ms: number): void => {
    const which = [{ topic, partitions: [partition] }]
    client.pause(which)
    const timer = setTimeout(() => {
      resuming.delete(timer)
      if (!ended.aborted) client.resume(which)
    }, ms)
    resuming.add(timer)
  }
  /** Goes back to the checkpoint: what was done since then was rolled back. */
  const setBack = (hand: Hand): void => {
    hand.seen = { position: hand.held.position, offset: hand.held.offset ?? hand.start }
    if (hands.of(hand.partition) === hand) client.seek({ topic, partition: hand.partition, offset: hand.seen.offset })
  }

  /** Another replica has moved its checkpoint. Whoever is no member any more finds out before he takes it again. */
  const lose = (hand: Hand): void => {
    // Divided anew meanwhile: it has been taken again already.
    if (ended.aborted || hands.of(hand.partition) !== hand) return
    setBack(hand)
    hands.drop(hand)
    letRest(hand.partition, HEARTBEAT_MS)
  }

  const commit = async (): Promise<void> => {
    committed = performance.now()
    const offsets = hands.all().flatMap(({ partition, held: { offset } }) => (offset === undefined ? [] : [{ topic, partition, offset }]))
    // For those who watch the group's lag: nothing is ever read from there.
    if (offsets.length > 0) await client.commitOffsets(offsets).catch(() => undefined)
  }

  const claimAgain = async (partition: number): Promise<void> => {
    try {
      await claim([partition])
    } catch (error) {
      say({ kind: 'retrying', error, afterMs: HEARTBEAT_MS })
      letRest(partition, HEARTBEAT_MS)
    }
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
    // A client that was given up and comes to life again must not keep its partitions.
    if (isGivenUp) throw new kafkajs.KafkaJSNonRetriableError('this membership is over')
    if (ended.aborted) return
    await claiming
    if (isStale()) return
    const hand = hands.of(batch.partition)
    if (!hand) return claimAgain(batch.partition)
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
      if (error instanceof ClaimLost) lose(hand)
      else {
        const afterMs = backoffMs(hand.failures++)
        setBack(hand)
        say({ kind: 'retrying', error, afterMs })
        letRest(batch.partition, afterMs)
      }
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
      while (working > 0) await pause(10)
      await hands.close()
      await commit()
      for (const timer of resuming) clearTimeout(timer)
    },
    giveUp: () => {
      isGivenUp = true
    },
  }
}

/** A heartbeat that was answered by a new division of partitions, or by nothing: the client knows what to do. */
const isOfTheGroup = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS')
