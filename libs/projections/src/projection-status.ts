import type { EventStore } from '@case-timeline/event-store'
import { lagOf, positionOf } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { isOutdated } from './basis.ts'
import { projection } from './projection.ts'
import { secondTable } from './shadow.ts'
import { consumerNameOf, tableNameOf, type View } from './view.ts'

/** The status of a view. */
export interface ProjectionStatus {
  readonly name: string
  readonly version: number
  readonly table: string
  readonly consumer: string
  readonly position: string
  /** The last position of the log. */
  readonly head: string
  /** Number of events not folded yet; `isLowerBound`: at least that many. */
  readonly behind: number
  readonly isLowerBound: boolean
  /** Age of the oldest event that is not shown, in seconds: one of those, or one of a parked case. Absent: unknown. */
  readonly behindSeconds?: number | undefined
  readonly rows: number
  /** Cases that are parked because one of their events could not be handled. */
  readonly parked: number
  /**
   * Whether the rows were folded on another basis than this service has now, such as an earlier policy. Then rebuild
   * the view.
   */
  readonly outdated: boolean
  /** The table from before the last rebuild, while it is kept, and the position up to which it was filled. */
  readonly before?: { readonly position: string } | undefined
  /** A rebuild that is in progress or was interrupted, and its position. */
  readonly rebuilding?: { readonly position: string } | undefined
}

/** The status of each view of a service. */
export const listProjections = async (db: DataSource, store: EventStore, views: readonly View[]): Promise<ProjectionStatus[]> => {
  const head = await store.lastPosition()
  return Promise.all(views.map((view) => statusOf(db, store, view, head)))
}

const statusOf = async (db: DataSource, store: EventStore, view: View, head: string): Promise<ProjectionStatus> => {
  const consumer = consumerNameOf(view)
  const table = tableNameOf(view)
  const position = await positionOf(db, consumer)
  const [counted] = await db.query(
    `select (select count(*) from ${table})::int as rows, (select count(*) from feed_parked_case where consumer = $1)::int as parked`,
    [consumer],
  )
  const outdated = await isOutdated(db, view)
  const [before, rebuilding] = [await secondTable(db, view, 'before'), await secondTable(db, view, 'rebuild')]
  const { behind, isLowerBound, behindSeconds } = await lagOf(db, store, projection(view, store), Date.now())
  return {
    name: view.name,
    version: view.version,
    table,
    consumer,
    position,
    head,
    behind,
    isLowerBound,
    behindSeconds,
    outdated,
    ...counted,
    ...(before ? { before } : {}),
    ...(rebuilding ? { rebuilding } : {}),
  }
}
