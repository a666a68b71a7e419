import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Claim, claim, consumersOffLog, holdLease, patiently, positionOf, register, requireOnLog } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { endOf, everyPartitionUpTo, fill, type Filling } from './fill.ts'
import type { Throttle } from './pace.ts'
import { projections } from './projection.ts'
import type { Progress } from './shadow.ts'
import { consumerNameOf, type View } from './view.ts'

/** What fills views that no process serves yet. */
export interface PrepareWork {
  readonly views: readonly View[]
  readonly store: EventStore
  readonly db: DataSource
  readonly signal: AbortSignal
  readonly throttle?: Throttle | undefined
  readonly progress?: ((progress: Progress) => void) | undefined
}

/** What was done to a view. */
export interface Prepared {
  readonly view: string
  readonly version: number
  /**
   * `filled`: from the log; `followed`: a running process follows the log with it already; `waits`: the log went back
   * behind it, so an operator has to realign it.
   */
  readonly how: 'filled' | 'followed' | 'waits'
  readonly position: string
}

const LEASE_MS = 5_000
const POLL_MS = 200
/** Rounds of little work: who starts then reads the rest. */
const NEAR_MS = 1_000

/**
 * Fills views of a release before it serves them, each as its live consumer would, by one reading of the log. Those that
 * a running process follows are waited for. Interrupted, it continues from what was committed.
 * @returns when all have come to where the log ended at the beginning, or later
 */
export const prepare = async (work: PrepareWork): Promise<readonly Prepared[]> => {
  const { views, store, db, signal } = work
  const aim = await patiently(signal, () => store.lastPosition())
  const filled = new Set<string>()
  const off = new Set(
    (await patiently(signal, () => consumersOffLog(db, store, views.map(consumerNameOf)))).map(({ consumer }) => consumer),
  )
  const onLog = views.filter((view) => !off.has(consumerNameOf(view)))
  for (;;) {
    signal.throwIfAborted()
    const behind: View[] = []
    for (const view of onLog)
      if (comparePositions(await patiently(signal, () => positionOf(db, consumerNameOf(view))), aim) < 0) behind.push(view)
    if (behind.length === 0) break
    for (const name of await fillFree(work, behind, aim)) filled.add(name)
    await pause(POLL_MS)
  }
  return Promise.all(
    views.map(async (view): Promise<Prepared> => ({
      view: view.name,
      version: view.version,
      how: off.has(consumerNameOf(view)) ? 'waits' : filled.has(view.name) ? 'filled' : 'followed',
      position: await positionOf(db, consumerNameOf(view)),
    })),
  )
}

/** Fills those of the views that no other process has claimed. @returns the names of those that were behind a position */
const fillFree = async (
  { store, db, signal, throttle, progress }: PrepareWork,
  views: readonly View[],
  aim: string,
): Promise<readonly string[]> => {
  const owner = randomUUID()
  const consumers = projections(views, store)
  const own: (Filling & { readonly release: () => Promise<void> })[] = []
  const lost: AbortSignal[] = []
  const behind = new Set<string>()
  try {
    for (const consumer of consumers) {
      await patiently(signal, () => register(db.manager, consumer, store))
      const claimed = await patiently(signal, () => claim(db, consumer.name, owner, LEASE_MS))
      if (!claimed) continue
      // Another process may have filled it since it was looked at.
      if (comparePositions(lowestOf([claimed]), aim) < 0) behind.add(consumer.name)
      const lease = holdLease(db, consumer.name, owner, LEASE_MS)
      own.push({ consumer, claimed, generation: store.generation, release: () => lease.release() })
      lost.push(lease.lost)
      await patiently(signal, () => requireOnLog(store, claimed))
    }
    if (own.length === 0) return []
    const until = AbortSignal.any([signal, ...lost])
    let events = 0
    for (let isNear = false; !isNear;) {
      const start = performance.now()
      const end = await patiently(until, () => endOf(store))
      const before = events
      events += await fill(own, { store, db, throttle }, everyPartitionUpTo(end), {
        signal: until,
        isContinued: own.some(({ claimed }) => claimed.held.some(({ position }) => position !== '0')),
        progress: (folded) =>
          progress?.({ events: before + folded, position: lowestOf(own.map(({ claimed }) => claimed)), end: end.position }),
      })
      isNear = performance.now() - start < NEAR_MS || events === before
    }
    return views.filter((view) => behind.has(consumerNameOf(view))).map(({ name }) => name)
  } finally {
    for (const { release } of own) await release().catch(() => undefined)
  }
}

const lowestOf = (claims: readonly Claim[]): string =>
  claims.flatMap(({ held }) => held.map(({ position }) => position)).toSorted(comparePositions)[0] ?? '0'
