import { OffLog, patiently, positionOf, requireOnLog } from '@case-timeline/feed'
import { droppedTableOf } from './exchange.ts'
import { projection } from './projection.ts'
import { discardOwn, type Purpose, secondTable, type Shadow, shadowNameOf, shadowTableOf, type Work, withLease } from './shadow.ts'
import { type Swapped, swapWhenNear, wasSwappedBy } from './swap.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row } from './view.ts'

/** The view has no table from before a rebuild, or one that rests on events which the log has lost. */
export class NothingToRestore extends Error {
  override readonly name = 'NothingToRestore'
}

/**
 * Restores the table that the last rebuild replaced: fills it with what was recorded since, and swaps the two. The
 * table that it replaces is kept in turn.
 * @throws AlreadyUnderWay, or NothingToRestore
 */
export const rollback = async <R extends Row>(work: Work<R>): Promise<Swapped> => {
  const { view, db, store } = work
  if (!(await secondTable(db, view, 'before')))
    throw new NothingToRestore(`${view.name} has no table from before a rebuild: it was retired, or the view was not rebuilt`)
  return withLease(work, 'before', async (leased, signal) => {
    if (await wasSwappedBy(work)) return { events: 0, position: await positionOf(db, consumerNameOf(view)), lockedMs: 0 }
    const { generation } = store
    await patiently(signal, () => requireOnLog(store, leased)).catch((error: unknown) => {
      throw error instanceof OffLog
        ? new NothingToRestore(`the table of ${view.name} from before its rebuild rests on events that the log has lost: retire it`)
        : error
    })
    const table = shadowTableOf(view, 'before')
    const shadow: Shadow = { table, consumer: projection(view, store, table, leased.consumer), claimed: leased, generation, signal }
    return swapWhenNear(shadow, work)
  })
}

/**
 * Drops what is kept of a view in addition to its own table: the one that a rebuild replaced, which ends the way back to it, and
 * that of a rebuild that was interrupted.
 * @returns for which purposes there was a table
 * @throws AlreadyUnderWay
 */
export const retire = async <R extends Row>(work: Work<R>): Promise<readonly Purpose[]> => {
  const { view, db } = work
  const retired: Purpose[] = []
  for (const purpose of ['before', 'rebuild'] as const)
    await withLease(work, purpose, async (leased) => {
      if (await secondTable(db, view, purpose)) retired.push(purpose)
      await discardOwn(work, purpose, leased)
    })
  for (const { name } of tablesOfView(view, droppedTableOf(view))) await db.query(`drop table if exists ${name}`)
  await db.query('delete from feed_checkpoint where consumer = $1', [shadowNameOf(view, 'before')])
  return retired
}
