import type { EventStore } from '@case-timeline/event-store'
import { positionOf } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'
import { consumerNameOf, tableNameOf, type View } from './view.ts'

/** How a view stands. */
export interface ProjectionStatus {
  readonly name: string
  readonly version: number
  readonly table: string
  readonly consumer: string
  readonly position: string
  /** The last position of the log. */
  readonly head: string
  /** Positions between the two; not all of them are events that the view folds. */
  readonly lag: string
  readonly rows: number
  /** Cases that wait because one of their events could not be handled. */
  readonly parked: number
}

/** How each view of a service stands. */
export const list = async (db: DataSource, store: EventStore, views: readonly View[]): Promise<ProjectionStatus[]> => {
  const head = await store.lastPosition()
  return Promise.all(views.map((view) => statusOf(db, view, head)))
}

const statusOf = async (db: DataSource, view: View, head: string): Promise<ProjectionStatus> => {
  const consumer = consumerNameOf(view)
  const table = tableNameOf(view)
  const position = await positionOf(db, consumer)
  const [counted] = await db.query(
    `select (select count(*) from ${table})::int as rows, (select count(*) from feed_parked_case where consumer = $1)::int as parked`,
    [consumer],
  )
  const behind = BigInt(head) - BigInt(position)
  return { name: view.name, version: view.version, table, consumer, position, head, lag: String(behind > 0n ? behind : 0n), ...counted }
}
