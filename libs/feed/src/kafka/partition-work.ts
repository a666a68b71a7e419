import { comparePositions } from '@case-timeline/contracts'
import { type EventStore, type LogPosition, StoreUnavailable } from '@case-timeline/event-store'
import type { KafkaMessage } from 'kafkajs'
import type { DataSource } from 'typeorm'
import { caseKeyOf, type Consumer, typesOf } from '../consumer.ts'
import { partitionOf } from '../partition.ts'
import { requireGeneration } from '../on-log.ts'
import { deliverAndNotify, type Notify } from '../notify.ts'
import type { OwnedPartition } from './owned-partitions.ts'
import type { HashesReader } from './recorded-hashes.ts'
import { statedPositions, type Step, steps } from './steps.ts'

/** What the processing of a partition needs. */
export interface PartitionWorkContext {
  readonly db: DataSource
  readonly store: EventStore
  readonly consumer: Consumer
  readonly topic: string
  readonly hashesOf: HashesReader
  /** `EventStore.generation` at the start of the session, before the checkpoints were compared with the log. */
  readonly generation: number
  readonly notify: Notify
}

/** What the Kafka client offers during a batch. */
export interface BatchControl {
  /** Whether the batch must end, and unfinished work is left to the next owner of the partition. */
  isOver(): boolean
  /** Everything before this offset is processed. */
  markDone(offset: string): void
  /** Sends a heartbeat to the group. @throws when the group rebalances */
  heartbeat(): Promise<void>
}

/** Maximum number of events in one read of the store, among which those of the partition are found. */
const PAGE = 5_000

/**
 * Delivers the messages of one partition to its consumer, in order.
 * @throws ClaimLost, or the error that prevents an event from being handled now: everything before `owned.readUpTo` is
 * processed
 */
export const processMessages = async (
  context: PartitionWorkContext,
  owned: OwnedPartition,
  messages: readonly KafkaMessage[],
  batchControl: BatchControl,
): Promise<void> => {
  const { consumer } = context
  requireGeneration(context.store, context.generation)
  const due = messages.filter(({ offset }) => BigInt(offset) >= BigInt(owned.readUpTo.offset))
  const types = typesOf(consumer)
  const handled = types && new Set(types)
  const stepsToDo = steps(due, {
    partition: owned.partition,
    position: owned.readUpTo.position,
    handles: (type) => handled?.has(type) ?? true,
    limit: limitOf(consumer),
    hashes: await context.hashesOf(statedPositions(due)),
  })
  for (const step of stepsToDo) {
    if (batchControl.isOver()) return
    await performStep(context, owned, step, batchControl)
    // The refill was interrupted: later messages must not be delivered before the missing events.
    if (step.kind === 'refill' && comparePositions(owned.readUpTo.position, step.upTo) < 0) return
    if (step.kind === 'deliver') batchControl.markDone(step.offset)
    await batchControl.heartbeat()
  }
}

const markRead = (owned: OwnedPartition, at: LogPosition, offset: string): void => {
  owned.readUpTo = { ...at, offset }
}

const limitOf = ({ limit }: Consumer): number => limit ?? 1_000

const performStep = async (context: PartitionWorkContext, owned: OwnedPartition, step: Step, batchControl: BatchControl): Promise<void> => {
  switch (step.kind) {
    case 'unreadable':
      return context.notify({
        kind: 'unreadable',
        topic: context.topic,
        partition: owned.partition,
        offset: step.offset,
        reason: step.reason,
      })
    case 'refill':
      return refill(context, owned, step.upTo, batchControl)
    case 'deliver':
      // Only messages that it had read before, or that are unreadable: the position is that of the checkpoint.
      if (step.at.position === owned.readUpTo.position) return markRead(owned, owned.readUpTo, step.offset)
      if (step.events.length === 0) return markRead(owned, step.at, step.offset)
      await deliverAndNotify(context.notify, context, owned.claimed, step.events, step.at, step.offset)
      markRead(owned, step.at, step.offset)
  }
}

/** Delivers from the store the events that the topic lacks in this partition, up to a position. */
const refill = async (context: PartitionWorkContext, owned: OwnedPartition, upTo: string, batchControl: BatchControl): Promise<void> => {
  const types = typesOf(context.consumer)
  let count = 0
  let read = owned.readUpTo.position
  while (comparePositions(read, upTo) < 0) {
    const page = await context.store.readAll({ after: read, limit: PAGE, types })
    if (page.position === read)
      throw new StoreUnavailable(
        `the event store has no event after position ${read}, but a topic contains position ${upTo}: check whether the store was restored`,
      )
    const at: LogPosition = comparePositions(page.position, upTo) < 0 ? page : await positionIn(context.store, upTo)
    read = at.position
    const missing = page.events.filter(
      (event) => comparePositions(event.position, read) <= 0 && partitionOf(caseKeyOf(event)) === owned.partition,
    )
    for (const part of chunks(missing, limitOf(context.consumer))) {
      const last = part.at(-1)
      const reached = last === undefined || last === missing.at(-1) ? at : { position: last.position, hash: last.eventHash }
      await deliverAndNotify(context.notify, context, owned.claimed, part, reached, owned.readUpTo.offset)
      markRead(owned, reached, owned.readUpTo.offset)
      count += part.length
      if (batchControl.isOver()) return
      await batchControl.heartbeat()
    }
    if (missing.length === 0) markRead(owned, { position: at.position, hash: at.hash }, owned.readUpTo.offset)
  }
  if (count > 0) context.notify({ kind: 'refilled', partition: owned.partition, events: count, position: upTo })
}

const positionIn = async (store: Pick<EventStore, 'hashesAt'>, position: string): Promise<LogPosition> => ({
  position,
  hash: (await store.hashesAt([position])).get(position),
})

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[], void, void> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}
