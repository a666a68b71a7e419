import type { ServiceName } from '@case-timeline/contracts'
import {
  type Claim,
  type Consumer,
  deliver,
  EVERY_PARTITION,
  lowestPositionOf,
  register,
  takePartitions,
  typesOf,
} from '@case-timeline/feed'
import type { TestLog } from '@case-timeline/feed/fixtures'
import { projections, type StoredView, tablesOf } from '@case-timeline/projections'
import { type LawsInForce, viewsUnder } from '@case-timeline/service-kit'
import { DESCRIPTION_OF } from '../descriptions.ts'

/** The views of a service on a log, which can be filled in many ways. */
export interface FilledViews {
  readonly service: ServiceName
  readonly views: readonly StoredView[]
  readonly db: Awaited<ReturnType<TestLog['open']>>
  readonly store: ReturnType<TestLog['storeOf']>
  /** The consumers of one process, which share what they remember. */
  process(): readonly Consumer[]
  /** The text of each row of each table, in the order of its text. */
  rows(): Promise<Readonly<Record<string, readonly string[]>>>
  /** Empties the tables and forgets how far they were filled. */
  clear(): Promise<void>
}

/** A mark of who wrote a row: the only column that is not made from events. */
const MARK = 'written_by'

export const openViews = async (log: TestLog, service: ServiceName, laws: LawsInForce): Promise<FilledViews> => {
  const views = viewsUnder(DESCRIPTION_OF[service], laws)
  const db = await log.open(tablesOf(views))
  const store = log.storeOf(service)
  const found: { name: string; columns: string }[] = await db.query(
    `select table_name as name, string_agg(format('t.%I', column_name), ', ' order by ordinal_position) as columns
      from information_schema.columns
      where table_schema = 'public' and table_name not like 'feed\\_%' and table_name <> 'migrations' and column_name <> $1
      group by table_name order by table_name`,
    [MARK],
  )
  return {
    ...{ service, views, db, store },
    process: () => projections(views, store),
    rows: async () => {
      const entries: [string, readonly string[]][] = []
      for (const { name, columns } of found) {
        const rows: { text: string }[] = await db.query(`select row(${columns})::text as text from ${name} t order by 1`)
        entries.push([name, rows.map(({ text }) => text)])
      }
      return Object.fromEntries(entries)
    },
    clear: async () => {
      await db.query(found.map(({ name }) => `delete from ${name}`).join('; '))
      await db.query('delete from feed_parked_event; delete from feed_parked_case; delete from feed_lease; delete from feed_checkpoint')
    },
  }
}

/** The partitions of a consumer that a process has claimed. */
export interface Replica {
  readonly consumer: Consumer
  readonly claimed: Claim
}

/** Claims some partitions of a consumer for a process; who had them before cannot write any more. */
export const replicaOf = async ({ db, store }: FilledViews, consumer: Consumer, partitions = EVERY_PARTITION): Promise<Replica> => {
  await register(db.manager, consumer, store)
  return { consumer, claimed: await takePartitions(db, consumer.name, partitions) }
}

/** Delivers the next batch to a replica. @returns whether there was one */
export const deliverNext = async ({ db, store }: FilledViews, { consumer, claimed }: Replica, limit: number): Promise<boolean> => {
  const after = lowestPositionOf(claimed)
  const { events, ...at } = await store.readAll({ after, limit, types: typesOf(consumer) })
  const unhandled = await deliver(db, consumer, claimed, events, at)
  for (const { event, reason } of unhandled)
    throw new Error(`${consumer.name} cannot fold ${event.type} at ${event.position}`, { cause: reason })
  return at.position !== after
}

/** Delivers all batches to some replicas, the one that `next` chooses at each time. */
export const deliverAll = async (
  filled: FilledViews,
  replicas: readonly Replica[],
  { limit, next = () => 0 }: { readonly limit: number; readonly next?: () => number },
): Promise<void> => {
  for (let left = [...replicas]; left.length > 0;) {
    const chosen = left[next() % left.length]
    if (chosen && !(await deliverNext(filled, chosen, limit))) left = left.filter((one) => one !== chosen)
  }
}
