import { comparePositions } from '@case-timeline/contracts'
import type { EventStore, LogPosition, StoredEvent } from '@case-timeline/event-store'
import { patiently, positionOf } from '@case-timeline/feed'
import { endOf, everyPartitionUpTo, fill, onLog } from './fill.ts'
import { mergedCases } from './merged-cases.ts'
import { type Progress, type Shadow, type Work, withShadow } from './shadow.ts'
import { consumerNameOf, type Row, type View } from './view.ts'

/** A view that is further behind than this part of the log is filled by itself. */
const NEAR_PART = 0.9
/** Histories of cases that are kept while the views fold them again. */
const KEPT_HISTORIES = 500

/** What fills the tables of several views. */
export interface TogetherWork extends Omit<Work<Row>, 'view' | 'progress' | 'merged'> {
  readonly views: readonly View[]
  readonly progress?: ((progress: Progress) => void) | undefined
}

/**
 * Fills the second tables of several views by one reading of the log, up to where all of these views are: a `rebuild` of each
 * continues there. A history that several of them fold again is read once.
 * @returns the number of events that were read, and the names of the views that were filled: one that is behind is not, nor
 * one that is left alone
 * @throws AlreadyUnderWay if one of them is being rebuilt
 */
export const fillTogether = async ({
  views,
  progress,
  ...shared
}: TogetherWork): Promise<{ readonly events: number; readonly filled: ReadonlySet<string> }> => {
  const { group, end } = await nearHead(views, shared)
  if (group.length < 2) return { events: 0, filled: new Set() }
  const [store, merged] = [rememberingHistories(shared.store), mergedCases(shared.store)]
  const works = group.map((view): Work<Row> => ({ ...shared, view, store, merged }))
  const events = await withShadows(works, [], (shadows) =>
    fill(shadows, shared, everyPartitionUpTo(end), {
      signal: AbortSignal.any(shadows.map(({ signal }) => signal)),
      isContinued: shadows.some(({ continuedFrom }) => continuedFrom !== undefined),
      progress: (folded) => progress?.({ events: folded, position: lowestOf(shadows), end: end.position }),
    }),
  )
  return { events, filled: new Set(group.map(({ name }) => name)) }
}

const lowestOf = (shadows: readonly Shadow[]): string =>
  shadows.flatMap(({ claimed }) => claimed.held.map(({ position }) => position)).toSorted(comparePositions)[0] ?? '0'

const withShadows = (
  [work, ...others]: readonly Work<Row>[],
  shadows: readonly Shadow[],
  operation: (shadows: readonly Shadow[]) => Promise<number>,
): Promise<number> =>
  work === undefined
    ? operation(shadows)
    : withShadow(work, 'rebuild', (shadow) => withShadows(others, [...shadows, shadow], operation), { isKept: true })

/** The views that are near to the one that is furthest, and the position that all of them have. */
const nearHead = (
  views: readonly View[],
  { db, store, signal }: Omit<TogetherWork, 'views'>,
): Promise<{ group: readonly View[]; end: LogPosition }> =>
  patiently(signal ?? new AbortController().signal, async () => {
    const head = await endOf(store)
    const positions = await Promise.all(views.map((view) => positionOf(db, consumerNameOf(view))))
    const isNear = (position: string): boolean => Number(position) >= Number(head.position) * NEAR_PART
    const near = positions.filter((position) => isNear(position) && comparePositions(position, head.position) <= 0)
    const lowest = near.toSorted(comparePositions)[0] ?? head.position
    const [end] = [...(await onLog(store, new Map([[0, lowest]]))).values()]
    return { group: views.filter((_, index) => near.includes(positions[index] ?? '')), end: end ?? head }
  })

/** A store that reads the history of a case once for those who ask for it one after the other. */
const rememberingHistories = (store: EventStore): EventStore => {
  const kept = new Map<string, Promise<StoredEvent[]>>()
  return new Proxy(store, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member !== 'readCase') return typeof own === 'function' ? (own.bind(target) as unknown) : own
      return (caseId: string, part?: Parameters<EventStore['readCase']>[1]) => {
        if (part?.upTo === undefined) return target.readCase(caseId, part)
        const key = `${caseId} ${JSON.stringify(part)}`
        const reading = kept.get(key) ?? target.readCase(caseId, part)
        kept.set(key, reading)
        reading.catch(() => kept.delete(key))
        for (const [oldest] of kept) if (kept.size > KEPT_HISTORIES) kept.delete(oldest)
        return reading
      }
    },
  })
}
