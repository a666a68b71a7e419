import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Claim, ClaimLost, lowestPositionOf, takePartitions } from '../claim.ts'
import type { Consumer } from '../consumer.ts'
import type { DeferredCheckpoints } from '../deferred-checkpoints.ts'
import { backoffMs, sleepUnlessAborted } from '../election.ts'
import type { AroundDelivery } from '../notice.ts'
import type { Notify } from '../notify.ts'
import { requireGeneration, requireOnLog } from '../on-log.ts'
import type { Assignment, Assignments } from './assignments.ts'
import type { Inbox } from './inbox.ts'
import { partitionWork } from './partition-work.ts'
import { untilAborted } from './until-aborted.ts'

export interface TopicConsumerOptions {
  readonly db: DataSource
  readonly consumer: Consumer
  readonly store: EventStore
  readonly topic: string
  readonly assignments: Assignments
  readonly checkpoints: DeferredCheckpoints
  readonly notify: Notify
  readonly around?: AroundDelivery | undefined
  /** Called when it has claimed what is assigned to it, which may be nothing. */
  joined(): void
  /** Called when it could not claim. */
  failed(error: unknown): void
}

/** After another replica has taken over: long enough for a former member of the group to detect that it is one. */
const RECLAIM_MS = 2_000
const MAX_DOUBLINGS = 4

/**
 * Two groups may have the same partitions for long (replicas of two releases). The delay is random and increases, so
 * that one of two owners has the time for a batch that takes longer than the shortest delay.
 */
const reclaimMs = (losses: number): number => RECLAIM_MS * 2 ** Math.min(losses, MAX_DOUBLINGS) * (0.75 + Math.random() / 2)

/** What went wrong since the last success. */
interface Trouble {
  failures: number
  losses: number
}

/**
 * Runs one consumer on the partitions that are assigned to the process, until the signal aborts: the current batch is
 * finished. After a failure it begins again at its checkpoint, with increasing delays; meanwhile the other consumers
 * continue. Never rejects.
 */
export const runTopicConsumer = async (options: TopicConsumerOptions, signal: AbortSignal): Promise<void> => {
  const { assignments, checkpoints, notify } = options
  const trouble: Trouble = { failures: 0, losses: 0 }
  for (;;) {
    const assignment = await assignments.current(signal)
    if (assignment === undefined) break
    const ending = AbortSignal.any([signal, assignment.ended])
    // Before the checkpoints and the log are read: what is recorded after that arrives in it.
    const inbox = assignment.open()
    let pauseMs = 0
    try {
      await followAssignment(options, assignment, inbox, ending, trouble)
    } catch (error) {
      const isLost = error instanceof ClaimLost
      pauseMs = isLost ? reclaimMs(trouble.losses++) : backoffMs(trouble.failures++)
      notify(isLost ? { kind: 'claim-lost' } : { kind: 'retrying', error, afterMs: pauseMs })
    } finally {
      assignment.close(inbox)
      await checkpoints.flush()
    }
    await sleepUnlessAborted(pauseMs, ending)
  }
  notify({ kind: 'stopped' })
}

const followAssignment = async (
  options: TopicConsumerOptions,
  { partitions }: Assignment,
  inbox: Inbox,
  ending: AbortSignal,
  trouble: Trouble,
): Promise<void> => {
  const { store, notify } = options
  if (partitions.length === 0) {
    options.joined()
    notify({ kind: 'standby' })
    return untilAborted(ending)
  }
  const { generation } = store
  const claimed = await claimOnLog(options, partitions, ending)
  if (claimed === undefined) return
  options.joined()
  notify({ kind: 'claimed', position: lowestPositionOf(claimed) })
  const lost = new AbortController()
  const until = AbortSignal.any([ending, lost.signal])
  const succeeded = () => Object.assign(trouble, { failures: 0, losses: 0 })
  // After a failure each partition is tried by itself, so that one that fails holds back no other one.
  const isDivided = trouble.failures > 0
  const work = partitionWork({ ...options, claimed, generation, ending: until, isDivided, succeeded, lost: () => lost.abort() })
  await work.catchUp()
  while (!until.aborted) {
    const taken = await inbox.take(until, work.msToRetry())
    requireGeneration(store, generation)
    await work.handle(taken)
  }
  if (lost.signal.aborted && !ending.aborted) throw new ClaimLost(claimed)
}

/** @returns undefined if the assignment has ended meanwhile: the partitions may be those of another member */
const claimOnLog = async (
  { db, consumer, store, failed }: TopicConsumerOptions,
  partitions: readonly number[],
  ending: AbortSignal,
): Promise<Claim | undefined> => {
  if (ending.aborted) return undefined
  try {
    const claimed = await takePartitions(db, consumer.name, partitions)
    await requireOnLog(store, claimed)
    return claimed
  } catch (error) {
    failed(error)
    throw error
  }
}
