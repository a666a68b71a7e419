import type { DataSource } from 'typeorm'
import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { EVERY_PARTITION, type Notice, PARTITIONS, partitionOf } from '@case-timeline/feed'
import { Problem } from '@case-timeline/http'
import { NO_REPLICAS, type OtherReplicas, type OtherReplicasOptions } from './other-replicas.ts'
import { shared } from './shared.ts'

/** The progress of the service's views. An abstract class, because Nest injects it by this token. */
export abstract class Views {
  /**
   * Waits, for a bounded time, until every view has reached a log position.
   * @returns whether the position was reached
   * @throws Problem `position-beyond-log` if the log has no such position; `overloaded` if too many requests wait
   */
  abstract reach(position: string, by: PositionReader): Promise<boolean>
}

/** The request that waits for a position. */
export interface PositionReader {
  /** For a query of one case: then only the partition of that case is awaited. */
  readonly caseId?: string | undefined
  readonly agencyId: string
}

export interface WaitLimits {
  readonly longestWaitMs: number
  /** How often the database is read while a request waits and nobody reports that another replica has filled a view. */
  readonly pollMs: number
  /** How often it is read otherwise: a message can be lost. */
  readonly wokenPollMs: number
  /** Requests that wait at the same time, of one agency and of all together. */
  readonly perAgency: number
  readonly total: number
  /** Aborted when the service ends: what waits is answered soon. */
  readonly draining: AbortSignal
}

const DEFAULT_LIMITS: WaitLimits = {
  longestWaitMs: 5_000,
  pollMs: 100,
  wokenPollMs: 1_000,
  perAgency: 50,
  total: 200,
  draining: new AbortController().signal,
}
/** Requests that came at nearly the same time end together. */
const LEAST_PAUSE_MS = 25
/** The longest wait in a service that ends: its views are still filled, mostly within milliseconds. */
const LONGEST_WAIT_WHILE_DRAINING_MS = 1_000

export interface SharedViews extends Views {
  /** Takes a notice of a consumer of this process: if a request waits, the progress is read again at once. */
  observe(notice: Notice): void
  close(): Promise<void>
}

/** The position that all views have reached, by partition. */
type Progress = ReadonlyMap<number, string>

interface Waiting {
  readonly agencyId: string
  readonly position: string
  isReached(progress: Progress): boolean
  until: number
  settle(result: boolean | Promise<never>): void
}

/**
 * One wait for all requests of a service: the progress of all views is read by one statement, however many requests
 * wait for it.
 * @param consumers the names of the consumers that fill the views
 * @param replicasOf opens the exchange with the others; absent: it polls for what they fill
 */
export const viewsOf = (
  db: Pick<DataSource, 'query'>,
  store: Pick<EventStore, 'lastPosition'>,
  consumers: readonly string[],
  limits: Partial<WaitLimits> = {},
  replicasOf: (own: Pick<OtherReplicasOptions, 'passed' | 'wakeOwn'>) => OtherReplicas = () => NO_REPLICAS,
): SharedViews => {
  const { longestWaitMs, pollMs, wokenPollMs, perAgency, total, draining } = { ...DEFAULT_LIMITS, ...limits }
  const waiting = new Set<Waiting>()
  const passed = new Map<string, Passed>()
  const readProgress = shared(() => progressOf(db, consumers, passed))
  const readHead = shared(() => store.lastPosition())
  // A wake that comes during a reading must not be lost: the reading may have begun before it.
  let isWoken = false
  /** Another replica awaits the question no more, or may not have heard it: it is asked again, unless it is answered. */
  let isToAsk = false
  let endPause: () => void = () => undefined
  const wake = (): void => {
    isWoken = true
    endPause()
  }
  let isFollowing = false
  const latestUntil = (): number => performance.now() + (draining.aborted ? LONGEST_WAIT_WHILE_DRAINING_MS : longestWaitMs)
  const answerSoon = (): void => {
    for (const one of waiting) one.until = Math.min(one.until, latestUntil())
    wake()
  }
  draining.addEventListener('abort', answerSoon, { once: true })

  const replicas = replicasOf({
    wakeOwn(reached) {
      isToAsk ||= [...waiting].some(({ position }) => reached === undefined || comparePositions(position, reached) <= 0)
      wake()
    },
    passed: () => [...passed.values()].map(({ position }) => position).toSorted(comparePositions)[0],
  })
  /** Whether this process fills all views: then no other one has anything to report. */
  const fillsAll = (): boolean => passed.size === consumers.length * PARTITIONS
  const msToNextReading = (): number => {
    const poll = fillsAll() || replicas.areHeard() ? wokenPollMs : pollMs
    const end = Math.min(...[...waiting].map(({ until }) => until))
    return Math.max(LEAST_PAUSE_MS, Math.min(poll, end - performance.now()))
  }
  const askOthers = (): void => {
    const highest = [...waiting]
      .map(({ position }) => position)
      .toSorted(comparePositions)
      .at(-1)
    if (highest !== undefined && !fillsAll()) replicas.awaitPosition(highest)
  }

  const refuseBeyondLog = async (position: string): Promise<void> => {
    // A shared reading may have begun before this position was recorded; the second one has begun after it.
    for (const _ of ['shared', 'later']) if (comparePositions(await readHead(), position) >= 0) return
    throw new Problem('position-beyond-log', `the log does not reach position ${position}: send a position from the answer to a command`)
  }

  const pauseUntilWoken = (): Promise<void> =>
    new Promise((resolve) => {
      const poll = setTimeout(() => {
        askOthers()
        resolve()
      }, msToNextReading())
      endPause = () => {
        clearTimeout(poll)
        resolve()
      }
    })

  const follow = async (): Promise<void> => {
    isFollowing = true
    try {
      while (waiting.size > 0) {
        if (!isWoken) await pauseUntilWoken()
        isWoken = false
        const progress = await readProgress()
        for (const one of waiting)
          if (one.isReached(progress)) one.settle(true)
          else if (performance.now() >= one.until) one.settle(false)
        if (isToAsk) askOthers()
        isToAsk = false
      }
    } catch (error) {
      for (const one of waiting) one.settle(Promise.reject(error as Error))
    } finally {
      isFollowing = false
    }
  }

  const wait = (agencyId: string, position: string, isReached: Waiting['isReached']): Promise<boolean> => {
    const own = [...waiting].filter((one) => one.agencyId === agencyId).length
    if (own >= perAgency || waiting.size >= total)
      throw new Problem('overloaded', 'too many requests wait for a position: send it again later', { retryAfterSeconds: 1 })
    return new Promise((resolve) => {
      const one: Waiting = {
        agencyId,
        position,
        isReached,
        until: latestUntil(),
        settle: (result) => {
          waiting.delete(one)
          resolve(result)
        },
      }
      waiting.add(one)
      askOthers()
      if (!isFollowing) void follow()
    })
  }

  return {
    observe({ consumer, ...notice }) {
      if (!consumers.includes(consumer)) return
      if (notice.kind === 'delivered') {
        replicas.moved()
        return wake()
      }
      // Its checkpoint is written later: until then, this process alone knows the position.
      if (notice.kind === 'passed') {
        const { position, partition } = notice
        for (const one of partition === undefined ? EVERY_PARTITION : [partition])
          passed.set(`${consumer} ${one}`, { consumer, partition: one, position })
        replicas.moved()
        return wake()
      }
      // It begins again at its checkpoint, perhaps in another replica or on a log that went back.
      if (notice.kind !== 'parked') for (const partition of EVERY_PARTITION) passed.delete(`${consumer} ${partition}`)
    },
    close: () => replicas.close(),
    async reach(position, { caseId, agencyId }) {
      if (consumers.length === 0) return true
      const partitions = caseId === undefined ? EVERY_PARTITION : [partitionOf(caseId)]
      const isReached = (progress: Progress) => partitions.every((one) => comparePositions(progress.get(one) ?? '0', position) >= 0)
      if (isReached(await readProgress())) return true
      await refuseBeyondLog(position)
      return wait(agencyId, position, isReached)
    },
  }
}

/** How far a consumer of this process has read a partition, without an effect. */
interface Passed {
  readonly consumer: string
  readonly partition: number
  readonly position: string
}

/** A partition that a view has not begun is missing. */
const progressOf = async (
  db: Pick<DataSource, 'query'>,
  consumers: readonly string[],
  passed: ReadonlyMap<string, Passed>,
): Promise<Progress> => {
  const own = [...passed.values()]
  const rows: { partition: number; position: string }[] = await db.query(
    `select partition, min(greatest(c.position, p.passed))::text as position
      from feed_checkpoint c left join unnest($2::text[], $3::int[], $4::bigint[]) p (consumer, partition, passed) using (consumer, partition)
      where c.consumer = any ($1) group by partition having count(*) = $5`,
    [
      consumers,
      own.map(({ consumer }) => consumer),
      own.map(({ partition }) => partition),
      own.map(({ position }) => position),
      consumers.length,
    ],
  )
  return new Map(rows.map(({ partition, position }) => [partition, position]))
}
