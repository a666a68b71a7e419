import { comparePositions } from '@case-timeline/contracts'
import { type EventStore, type LogPosition, LogWentBack, type StoredEvent, StoreUnavailable } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Claim, type ClaimedPartition, ClaimLost } from '../claim.ts'
import { caseKeyOf, type Consumer, typesOf } from '../consumer.ts'
import type { DeferredCheckpoints } from '../deferred-checkpoints.ts'
import { backoffMs } from '../election.ts'
import type { AroundDelivery } from '../notice.ts'
import { deliverAndNotify, type Notify } from '../notify.ts'
import { requireGeneration } from '../on-log.ts'
import { partitionOf } from '../partition.ts'
import type { Taken } from './inbox.ts'
import type { ReceivedMessage } from './received-messages.ts'
import { type Step, steps } from './steps.ts'

export interface PartitionWorkOptions {
  readonly db: DataSource
  readonly consumer: Consumer
  readonly store: EventStore
  readonly topic: string
  readonly checkpoints: DeferredCheckpoints
  readonly notify: Notify
  readonly around?: AroundDelivery | undefined
  readonly claimed: Claim
  /** `EventStore.generation` before the checkpoints were compared with the log. */
  readonly generation: number
  readonly ending: AbortSignal
  /** Whether what is read from the store is delivered partition by partition. */
  readonly isDivided: boolean
  succeeded(): void
  /** Called when another replica has moved a checkpoint. */
  lost(): void
}

/** What a consumer does with one claim. */
export interface PartitionWork {
  /** Delivers what the log has after the checkpoints. @throws ClaimLost, LogWentBack, or the error of a delivery */
  catchUp(): Promise<number>
  /** Delivers messages, and from the store what they lack. @throws as `catchUp` does */
  handle(taken: Taken): Promise<void>
  /** In how many milliseconds a partition that failed is tried again. */
  msToRetry(): number
}

/** Concurrent partitions: enough that their commits share a flush, few enough that the service keeps connections. */
const MAX_CONCURRENT_PARTITIONS = 3
const DEFAULT_LIMIT = 1_000

/** A partition that this replica processes for the consumer. */
interface OwnPartition {
  readonly held: ClaimedPartition
  readonly claimed: Claim
  /** How far it has been read; the checkpoint follows. */
  readUpTo: LogPosition
  /** Number of failures in a row, and when it is tried again after the last one. */
  failures: number
  retryAt?: number | undefined
}

/** Where the messages of a partition do not continue what was read. */
type Gap = Exclude<Step, { readonly kind: 'deliver' }>

const isBefore = (a: LogPosition, b: LogPosition): boolean => comparePositions(a.position, b.position) < 0
const endsClaim = (error: unknown): boolean => error instanceof ClaimLost || error instanceof LogWentBack

export const partitionWork = (options: PartitionWorkOptions): PartitionWork => {
  const { consumer, store, checkpoints, notify, claimed, generation, ending, isDivided, succeeded, lost } = options
  const limit = consumer.limit ?? DEFAULT_LIMIT
  const types = typesOf(consumer)
  const handled = types && new Set(types)
  const handles = (type: string) => handled?.has(type) ?? true
  const own = new Map(
    claimed.held.map((held): [number, OwnPartition] => [
      held.partition,
      { held, claimed: { consumer: consumer.name, held: [held] }, readUpTo: { position: held.position }, failures: 0 },
    ]),
  )
  const working = () => [...own.values()].filter(({ retryAt }) => retryAt === undefined)

  const moveLater = (one: OwnPartition, at: LogPosition): void => {
    checkpoints.pass(one.claimed, at, lost, consumer.records ?? false)
    notify({ kind: 'passed', position: at.position, partition: one.held.partition })
  }
  /** Moves a partition past what does not concern the consumer. */
  const pass = (one: OwnPartition, at: LogPosition): void => {
    if (!isBefore(one.readUpTo, at)) return
    one.readUpTo = at
    moveLater(one, at)
  }
  /** Moves the checkpoint of a partition later, whose events changed nothing. */
  const passUnchanged = (one: OwnPartition, at: LogPosition): void => {
    if (isBefore(one.held, at)) moveLater(one, at)
  }
  /** Leaves a partition for a while: what it has not handled is read from the store then. */
  const suspend = (one: OwnPartition, error: unknown): void => {
    const afterMs = backoffMs(one.failures++)
    one.retryAt = performance.now() + afterMs
    one.readUpTo = { position: one.held.position }
    notify({ kind: 'retrying', error, afterMs })
  }
  const deliverTo = async (one: OwnPartition, events: readonly StoredEvent[], at: LogPosition): Promise<void> => {
    await checkpoints.settle(one.claimed)
    await deliverAndNotify(notify, options, one.claimed, events, at)
    passUnchanged(one, at)
    one.readUpTo = at
    one.failures = 0
    succeeded()
  }
  /** Works on partitions concurrently; one that fails is suspended. All of them end before the claim is given up. */
  const onEach = async <T>(
    all: Iterable<readonly [OwnPartition, T]>,
    work: (one: OwnPartition, its: T) => Promise<void>,
  ): Promise<void> => {
    const queue = all[Symbol.iterator]()
    const workOnNext = async (): Promise<void> => {
      for (let next = queue.next(); !next.done && !ending.aborted; next = queue.next()) {
        const [one, its] = next.value
        try {
          await work(one, its)
        } catch (error) {
          if (endsClaim(error)) throw error
          suspend(one, error)
        }
      }
    }
    const results = await Promise.allSettled(Array.from({ length: MAX_CONCURRENT_PARTITIONS }, workOnNext))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  const deliverPage = async (due: ReadonlyMap<OwnPartition, readonly StoredEvent[]>, at: LogPosition): Promise<void> => {
    if (isDivided) return onEach(due, (one, events) => deliverTo(one, events, at))
    const concerned = [...due.keys()]
    for (const one of concerned) await checkpoints.settle(one.claimed)
    const markedAt = Math.min(...concerned.map((one) => one.claimed.markedAt ?? -Infinity))
    // Whether cases are parked is not known: a case may have been parked by the claim of its partition.
    const whole: Claim = { consumer: consumer.name, held: concerned.map(({ held }) => held), markedAt }
    const events = [...due.values()].flat().toSorted((a, b) => comparePositions(a.position, b.position))
    await deliverAndNotify(notify, options, whole, events, at)
    for (const one of concerned) {
      Object.assign(one.claimed, { hasParked: whole.hasParked, markedAt: whole.markedAt, movedAt: whole.movedAt })
      passUnchanged(one, at)
      one.readUpTo = at
    }
    succeeded()
  }

  const dueIn = (events: readonly StoredEvent[]): ReadonlyMap<OwnPartition, readonly StoredEvent[]> => {
    const due = new Map<OwnPartition, StoredEvent[]>()
    for (const event of events) {
      const one = own.get(partitionOf(caseKeyOf(event)))
      if (!one || one.retryAt !== undefined || !isBefore(one.readUpTo, event)) continue
      const waiting = due.get(one)
      if (waiting) waiting.push(event)
      else due.set(one, [event])
    }
    return due
  }

  const catchUp = async (): Promise<number> => {
    for (let count = 0; ;) {
      const [lowest] = working().toSorted((a, b) => comparePositions(a.readUpTo.position, b.readUpTo.position))
      if (!lowest || ending.aborted) return count
      const after = lowest.readUpTo.position
      const { events, ...at } = await store.readAll({ after, limit, types })
      requireGeneration(store, generation)
      const due = dueIn(events)
      if (due.size > 0) await deliverPage(due, at)
      count += [...due.values()].reduce((sum, { length }) => sum + length, 0)
      for (const one of working()) pass(one, at)
      if (at.position === after || events.length < limit) return count
    }
  }

  /** @returns the gap before which it stopped, if any */
  const handleMessages = async (one: OwnPartition, messages: readonly ReceivedMessage[]): Promise<Gap | undefined> => {
    for (const step of steps(messages, { position: one.readUpTo.position, handles, limit })) {
      if (ending.aborted) return undefined
      if (step.kind === 'unreadable') {
        const { offset, reason } = step
        notify({ kind: 'unreadable', topic: options.topic, partition: one.held.partition, offset, reason })
      }
      if (step.kind !== 'deliver') return step
      if (step.events.length === 0) pass(one, step.at)
      else await deliverTo(one, step.events, step.at)
    }
    return undefined
  }
  const handlePartitions = async ({ messages }: Taken): Promise<readonly Gap[]> => {
    const gaps: Gap[] = []
    const waiting = [...messages].flatMap(([partition, its]) => {
      const one = own.get(partition)
      return one && one.retryAt === undefined ? [[one, its] as const] : []
    })
    await onEach(waiting, async (one, its) => {
      const gap = await handleMessages(one, its)
      if (gap) gaps.push(gap)
    })
    return gaps
  }

  const resumeDue = (): boolean => {
    const now = performance.now()
    const due = [...own.values()].filter(({ retryAt }) => retryAt !== undefined && retryAt <= now)
    for (const one of due) one.retryAt = undefined
    return due.length > 0
  }

  return {
    catchUp,
    async handle(taken) {
      if (resumeDue() || taken.hasMissed) await catchUp()
      if ((await handlePartitions(taken)).length === 0) return
      notify({ kind: 'refilled', events: await catchUp() })
      const [beyond] = await handlePartitions(taken)
      if (beyond && !ending.aborted)
        throw new StoreUnavailable(
          `the event store has no event at position ${beyond.upTo}, which a topic contains: check whether the store was restored`,
        )
    },
    msToRetry: () => Math.max(0, Math.min(...[...own.values()].map(({ retryAt = Infinity }) => retryAt)) - performance.now()),
  }
}
