import { LogWentBack } from '@case-timeline/event-store'
import kafkajs, { type Consumer as Client, type EachBatchPayload } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { ClaimLost, type ClaimedPartition, lowestPositionOf } from '../claim.ts'
import { backoffMs } from '../election.ts'
import { requireOnLog } from '../on-log.ts'
import { PARTITIONS } from '../partition.ts'
import { type OwnedPartition, ownedPartitionsOf } from './owned-partitions.ts'
import { processMessages, type PartitionWorkContext } from './partition-work.ts'
import { type TopicReader, wrongPartitionCount, type OffsetRange } from './topic-offsets.ts'

/** The heartbeat interval of a group member, in milliseconds. */
export const HEARTBEAT_MS = 2_000
/** How often the offsets are committed to the group, for lag monitoring. */
const COMMIT_MS = 5_000

export interface MemberOptions extends PartitionWorkContext {
  readonly topicReader: TopicReader
  /** The offsets of each partition at the start of the consumer, before its first checkpoint was written. */
  readonly firstEnds: ReadonlyMap<number, OffsetRange> | undefined
  /** Called when the member has joined its group and reads. */
  joined(ownedPartitions: () => readonly OwnedPartition[]): void
}

/** How one member of a group handles its assigned partitions. */
export interface Membership {
  eachBatch(payload: EachBatchPayload): Promise<void>
  isBusy(): boolean
  /** Waits for the current batches, and writes the checkpoints. */
  finish(): Promise<void>
  /** Gives up a client that did not stop: if it continues later, it gets an error that makes it stop. */
  abandon(): void
}

export const membershipOf = (
  options: MemberOptions,
  client: Client,
  ended: AbortSignal,
  onFailure: (error: unknown) => void,
): Membership => {
  const { db, consumer, notify, topic, topicReader, firstEnds } = options
  const ownedPartitions = ownedPartitionsOf(db, consumer.name, notify, (owned) => handleLoss(owned))
  const resumeTimers = new Set<NodeJS.Timeout>()
  let batchesInWork = 0
  let generation = 0
  let claiming: Promise<void> = Promise.resolve()
  let committedAt = performance.now()
  let isAbandoned = false

  const startOffset = (ends: ReadonlyMap<number, OffsetRange>) => (held: ClaimedPartition) => {
    const { low, high } = ends.get(held.partition) ?? { low: '0', high: '0' }
    // An offset that the topic does not have: the topic was cleaned or created again, so it is read from its start.
    // Messages that are read twice are recognised by position.
    if (held.offset !== undefined) return BigInt(held.offset) >= BigInt(low) && BigInt(held.offset) <= BigInt(high) ? held.offset : low
    // A checkpoint without an offset: events that it lacks before the first message read now are refilled.
    return held.position === '0' ? low : (firstEnds?.get(held.partition)?.high ?? high)
  }
  const claim = async (partitions: readonly number[]): Promise<readonly OwnedPartition[]> => {
    const start = startOffset(await topicReader.offsetsOf(topic))
    const taken = await ownedPartitions.take(partitions, start, (claimed) => requireOnLog(options.store, claimed))
    for (const { partition, start } of taken) client.seek({ topic, partition, offset: start })
    return taken
  }
  const joined = async (ownGeneration: number, partitions: readonly number[]): Promise<void> => {
    // There was another rebalance meanwhile: the partitions of this one may belong to another member.
    if (ownGeneration !== generation) return
    ownedPartitions.clear()
    const taken = await claim(partitions)
    options.joined(ownedPartitions.all)
    if (taken.length === 0) return notify({ kind: 'standby' })
    notify({ kind: 'claimed', position: lowestPositionOf({ consumer: consumer.name, held: taken.map(({ held }) => held) }) })
  }
  client.on(client.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? []
    if (partitions.some((partition) => partition >= PARTITIONS)) return onFailure(wrongPartitionCount(topic, Math.max(...partitions) + 1))
    const ownGeneration = (generation += 1)
    claiming = claiming.catch(() => undefined).then(() => joined(ownGeneration, partitions))
    claiming.catch(onFailure)
  })

  const pauseFor = (partition: number, ms: number): void => {
    const paused = [{ topic, partitions: [partition] }]
    client.pause(paused)
    const timer = setTimeout(() => {
      resumeTimers.delete(timer)
      if (!ended.aborted) client.resume(paused)
    }, ms)
    resumeTimers.add(timer)
  }
  /** Goes back to the checkpoint: later work was rolled back. */
  const rewind = (owned: OwnedPartition): void => {
    owned.readUpTo = { position: owned.held.position, hash: hashAt(owned.held), offset: owned.held.offset ?? owned.start }
    if (ownedPartitions.of(owned.partition) === owned) client.seek({ topic, partition: owned.partition, offset: owned.readUpTo.offset })
  }

  /**
   * Another replica has moved the checkpoint. The pause is long enough for a former member of the group to detect that
   * it is one, before it would claim the partition again.
   */
  const handleLoss = (owned: OwnedPartition): void => {
    // There was another rebalance meanwhile: the partition has already been claimed again.
    if (ended.aborted || ownedPartitions.of(owned.partition) !== owned) return
    rewind(owned)
    ownedPartitions.drop(owned)
    pauseFor(owned.partition, HEARTBEAT_MS)
  }

  const commit = async (): Promise<void> => {
    committedAt = performance.now()
    const offsets = ownedPartitions
      .all()
      .flatMap(({ partition, held: { offset } }) => (offset === undefined ? [] : [{ topic, partition, offset }]))
    // Only for lag monitoring: these offsets are never read.
    if (offsets.length > 0) await client.commitOffsets(offsets).catch(() => undefined)
  }

  const reclaim = async (partition: number): Promise<void> => {
    try {
      await claim([partition])
    } catch (error) {
      notify({ kind: 'retrying', error, afterMs: HEARTBEAT_MS })
      pauseFor(partition, HEARTBEAT_MS)
    }
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
    // A client that was given up and continues later must not keep its partitions.
    if (isAbandoned) throw new kafkajs.KafkaJSNonRetriableError('this membership is over')
    if (ended.aborted) return
    await claiming
    if (isStale()) return
    const owned = ownedPartitions.of(batch.partition)
    if (!owned) return reclaim(batch.partition)
    const batchControl = {
      isOver: () => ended.aborted || !isRunning() || isStale(),
      markDone: (offset: string) => resolveOffset((BigInt(offset) - 1n).toString()),
      heartbeat,
    }
    const heartbeatTimer = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS)
    batchesInWork += 1
    await ownedPartitions.beginWork(owned)
    try {
      owned.end = batch.highWatermark
      await processMessages(options, owned, batch.messages, batchControl)
      owned.failures = 0
    } catch (error) {
      if (isGroupError(error)) throw error
      if (error instanceof ClaimLost) handleLoss(owned)
      // The next session compares the checkpoints with the log.
      else if (error instanceof LogWentBack) onFailure(error)
      else {
        const afterMs = backoffMs(owned.failures++)
        rewind(owned)
        notify({ kind: 'retrying', error, afterMs })
        pauseFor(batch.partition, afterMs)
      }
    } finally {
      batchesInWork -= 1
      ownedPartitions.endWork(owned)
      clearInterval(heartbeatTimer)
    }
    if (performance.now() - committedAt >= COMMIT_MS) await commit()
  }

  return {
    eachBatch,
    isBusy: () => batchesInWork > 0,
    finish: async () => {
      while (batchesInWork > 0) await pause(10)
      await ownedPartitions.close()
      await commit()
      for (const timer of resumeTimers) clearTimeout(timer)
    },
    abandon: () => {
      isAbandoned = true
    },
  }
}

/** The hash at the position of a checkpoint, if it rests on nothing later. */
const hashAt = ({ position, log }: ClaimedPartition): string | undefined => (log.position === position ? log.hash : undefined)

/** Whether a heartbeat failed because of a rebalance or a missing answer: the client handles both by itself. */
const isGroupError = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS')
