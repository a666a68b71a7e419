import { consumersOffLog, patiently, positionOf } from '@case-timeline/feed'
import { isOutdated } from './basis.ts'
import { type Comparison, compareWithView, fillUpToView } from './compare.ts'
import { type Shadow, type Work, withShadow } from './shadow.ts'
import { swapWhenNear, wasSwappedBy } from './swap.ts'
import { consumerNameOf, type Row } from './view.ts'

/** The result of a rebuild. */
export interface RebuildResult {
  /** Events that this process read. */
  readonly events: number
  readonly position: string
  readonly seconds: number
  /** For how long the view's writer was locked out at a time, in milliseconds. */
  readonly lockedMs: number
  /** Where it continued what another process had begun. */
  readonly continuedFrom?: string | undefined
  /** How the rows before differ from the rebuilt ones; absent: not compared. */
  readonly compared?: Comparison | undefined
}

/** Keeps what a rebuild found different, for a process that continues it after the tables were swapped. */
export interface KeptComparison {
  /** Called before the swap. @param found undefined: not compared */
  keep(found: Comparison | undefined): Promise<void>
  read(): Promise<Comparison | undefined>
}

/** What to rebuild. */
export interface RebuildWork<R extends Row> extends Work<R> {
  /**
   * What happens if rows of the rebuilt table differ from those of the view: `refused` leaves the view as it is;
   * `accepted` replaces it. Absent: they are not compared.
   */
  readonly differences?: 'refused' | 'accepted' | undefined
  readonly kept?: KeptComparison | undefined
}

/** The rebuilt rows differ from those of the view, which was left as it is. What was rebuilt is kept. */
export class DiffersFromView extends Error {
  override readonly name = 'DiffersFromView'
  constructor(
    view: string,
    readonly comparison: Comparison,
  ) {
    super(
      `${comparison.differing} rows of ${view} differ from the rebuilt ones (cases: ${comparison.differingCases}): look at them, and accept the differences with a reason if they are right`,
    )
  }
}

/**
 * Rebuilds a view from the first event in a second table, or from where an interrupted rebuild was, and swaps the
 * tables: queries see the old rows until they see all of the new ones. Meanwhile the live consumer continues; after the
 * swap, it continues from the position of the new table. The old table is kept for `rollback`. An abort or a failure
 * leaves the live table unchanged.
 * @throws AlreadyUnderWay, DiffersFromView, or ViewStandsStill if the view does not come to where it can be compared
 */
export const rebuild = <R extends Row>(work: RebuildWork<R>): Promise<RebuildResult> =>
  withShadow(work, 'rebuild', async (shadow) => {
    const start = performance.now()
    if (await patiently(shadow.signal, () => wasSwappedBy(work))) return patiently(shadow.signal, () => afterSwap(work))
    const compared = (await isComparable(shadow, work)) ? await comparison(shadow, work) : undefined
    await patiently(shadow.signal, () => work.kept?.keep(compared?.found) ?? Promise.resolve())
    const swapped = await swapWhenNear(shadow, work)
    return {
      events: (compared?.events ?? 0) + swapped.events,
      position: swapped.position,
      seconds: (performance.now() - start) / 1000,
      lockedMs: swapped.lockedMs,
      ...(shadow.continuedFrom === undefined ? {} : { continuedFrom: shadow.continuedFrom }),
      ...(compared ? { compared: compared.found } : {}),
    }
  })

/** The result of a rebuild whose process ended between the swap and the record of it. */
const afterSwap = async <R extends Row>({ db, view, kept }: RebuildWork<R>): Promise<RebuildResult> => {
  const compared = await kept?.read()
  return { events: 0, position: await positionOf(db, consumerNameOf(view)), seconds: 0, lockedMs: 0, ...(compared ? { compared } : {}) }
}

/** Rows that rest on lost events, or on another policy, differ by that: nothing follows from it. */
const isComparable = ({ signal }: Shadow, { view, db, store, differences }: RebuildWork<Row>): Promise<boolean> =>
  patiently(signal, async () => {
    if (differences === undefined || (await isOutdated(db, view))) return false
    return (await consumersOffLog(db, store, [consumerNameOf(view)])).length === 0
  })

const comparison = async <R extends Row>(shadow: Shadow, work: RebuildWork<R>): Promise<{ events: number; found: Comparison }> => {
  const events = await fillUpToView(shadow, work)
  const found = await compareWithView(shadow, work, { leavesOutParked: true })
  if (found.differing > 0 && work.differences === 'refused') throw new DiffersFromView(work.view.name, found)
  return { events, found }
}
