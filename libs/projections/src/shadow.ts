import type { EventStore } from '@case-timeline/event-store'
import { type Claim, claim, ClaimLost, holdLease, lowestPositionOf, OffLog, patiently, register, requireOnLog } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { storeBasis } from './basis.ts'
import type { Filling } from './fill.ts'
import type { MergedCases } from './merged-cases.ts'
import type { Throttle } from './pace.ts'
import { projection } from './projection.ts'
import { type Room, roomFor } from './room.ts'
import { tablesOfView } from './table.ts'
import { consumerNameOf, type Row, tableNameOf, type View } from './view.ts'

/** The progress of a long-running operation. */
export interface Progress {
  /** Events read by this process. */
  readonly events: number
  readonly position: string
  /** The position at which the operation will end, as far as known now. */
  readonly end: string
}

/**
 * The purpose of a second table; two operations of one kind on one view exclude each other, across all replicas.
 * `before`: the table that a rebuild replaced, kept for a rollback.
 */
export type Purpose = 'rebuild' | 'verify' | 'before'

/** The name of the consumer that fills the second table of a view. */
export const shadowNameOf = (view: View, purpose: Purpose): string => `${consumerNameOf(view)}~${purpose}`

/** The second table of a view. */
export const shadowTableOf = (view: View, purpose: Purpose): string => `${tableNameOf(view)}__${purpose}`

/** A second table of a view, filled from the store by its own consumer. */
export interface Shadow extends Filling {
  readonly table: string
  readonly signal: AbortSignal
  /** Where it continues, if another process began it. */
  readonly continuedFrom?: string | undefined
}

/** What a rebuild or a verification needs. */
export interface Work<R extends Row> {
  readonly view: View<R>
  readonly store: EventStore
  readonly db: DataSource
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((progress: Progress) => void) | undefined
  readonly throttle?: Throttle | undefined
  /** How long it waits for room in the database; default: five minutes. */
  readonly room?: Room | undefined
  /** The release that folds: a table that another one began is not continued. */
  readonly release?: string | undefined
  /** The id of the operation of which it is a part: a process that continues it does not swap again. */
  readonly operation?: string | undefined
  /** Begins again, also where a rebuild could continue; it continues only what this very operation began. */
  readonly fromStart?: boolean | undefined
  /** Which references are merged, if several views share the reading of it. */
  readonly merged?: MergedCases | undefined
}

/** Another process is rebuilding or verifying this view. */
export class AlreadyUnderWay extends Error {
  override readonly name = 'AlreadyUnderWay'
}

/** What is kept of a rebuild was begun before the tables of the view were swapped, as by a rollback: it would undo that. */
export class SwappedSince extends Error {
  override readonly name = 'SwappedSince'
}

/** Somebody cancelled the operation: give it as the reason of the abort, so that nothing is kept to continue from. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

const LEASE_MS = 5_000
const NEVER = new AbortController().signal

/**
 * Runs an operation with a second table. That of a rebuild which was interrupted is continued, if the same release began
 * it on the same basis and on this log; it is kept when the operation fails or its process ends. Otherwise it begins
 * empty, and is dropped afterwards in any case.
 * @param isKept whether the table of a rebuild is kept although the operation has ended: another one continues it
 * @throws AlreadyUnderWay, or SwappedSince
 */
export const withShadow = async <R extends Row, T>(
  work: Work<R>,
  purpose: 'rebuild' | 'verify',
  operation: (shadow: Shadow) => Promise<T>,
  { isKept: keeps = false }: { readonly isKept?: boolean } = {},
): Promise<T> => {
  const { view, store, signal, room = roomFor() } = work
  const table = shadowTableOf(view, purpose)
  return withLease(work, purpose, async (leased, until) => {
    let isKept = purpose === 'rebuild'
    try {
      const { generation } = store
      const continues = purpose === 'rebuild' && (await canContinue(work, table, leased))
      if (!continues) await patiently(until, () => room.given(() => beginEmpty(work, purpose, leased)))
      const start = { position: '0', log: { position: '0' } }
      const claimed: Claim = continues ? leased : { consumer: leased.consumer, held: leased.held.map((held) => ({ ...held, ...start })) }
      const done = await operation({
        table,
        consumer: projection(view, store, table, leased.consumer, work.merged),
        claimed,
        generation,
        signal: until,
        continuedFrom: continues ? lowestPositionOf(leased) : undefined,
      })
      isKept = keeps
      return done
    } finally {
      if (!isKept || signal?.reason instanceof Cancelled) await patiently(NEVER, () => discardOwn(work, purpose, leased))
    }
  })
}

/** Holds the lease on the consumer of a second table during some work. @throws AlreadyUnderWay */
export const withLease = async <R extends Row, T>(
  { view, store, db, signal }: Work<R>,
  purpose: Purpose,
  work: (leased: Claim, until: AbortSignal) => Promise<T>,
): Promise<T> => {
  const name = shadowNameOf(view, purpose)
  const owner = randomUUID()
  const leased = await patiently(signal ?? NEVER, async () => {
    await register(db.manager, { name, from: 'beginning' }, store)
    return claim(db, name, owner, LEASE_MS)
  })
  if (!leased)
    throw new AlreadyUnderWay(`${purpose} of ${view.name} is in progress: wait for it to end, or ${LEASE_MS / 1000} s if it was killed`)
  const lease = holdLease(db, name, owner, LEASE_MS)
  try {
    return await work(leased, AbortSignal.any([lease.lost, ...(signal ? [signal] : [])]))
  } finally {
    await patiently(signal ?? NEVER, () => lease.release())
  }
}

/**
 * Who began a second table, as the comment of its first column: the release, and the operation that began again; a third
 * line has the table that it is to replace.
 */
const beginnerOf = ({ release = '', fromStart = false, operation = '' }: Work<Row>): string => `${release}\n${fromStart ? operation : ''}`

const beginEmpty = async (work: Work<Row>, purpose: Purpose, leased: Claim): Promise<void> => {
  const { view, db } = work
  const table = shadowTableOf(view, purpose)
  await db.transaction(async (tx) => {
    // A process that stood still since it claimed the table: its successor fills it.
    if (!(await holdsClaim(tx, leased))) throw new ClaimLost(leased)
    for (const [index, { name: own }] of tablesOfView(view, table).entries()) {
      await tx.query(`drop table if exists ${own}`)
      await tx.query(`create table ${own} (like ${tablesOfView(view)[index]?.name ?? ''} including all)`)
    }
    await storeBasis(tx, view, table)
    // The statement COMMENT accepts no parameters.
    const [quoted] = await tx.query(`select quote_literal($1::text || chr(10) || to_regclass($2)::oid::text) as beginner`, [
      beginnerOf(work),
      tableNameOf(view),
    ])
    await tx.query(`comment on column ${table}.case_id is ${(quoted as { beginner: string }).beginner}`)
    await tx.query('delete from feed_parked_case where consumer = $1', [shadowNameOf(view, purpose)])
    await tx.query('update feed_checkpoint set position = 0, log_position = 0, log_hash = null where consumer = $1', [
      shadowNameOf(view, purpose),
    ])
  })
}

/** Whether a table that another process began can be continued, as if it had never been interrupted. */
const canContinue = async (work: Work<Row>, table: string, leased: Claim): Promise<boolean> => {
  const { view, store, db, release = '', fromStart = false, operation } = work
  if (fromStart && operation === undefined) return false
  if (leased.held.every(({ position }) => position === '0')) return false
  const names = tablesOfView(view, table).map(({ name }) => name)
  const [found] = await db.query('select count(to_regclass(name))::int as tables from unnest($1::text[]) name', [names])
  if ((found as { tables: number }).tables < names.length) return false
  const [comments] = await db.query(
    `select obj_description($1::regclass, 'pg_class') as basis, col_description($1::regclass, 1) as beginner, to_regclass($2)::oid::text as replaced`,
    [table, tableNameOf(view)],
  )
  const { basis, beginner, replaced } = comments as { basis: string | null; beginner: string | null; replaced: string }
  const [begunBy = '', begunAgainBy = '', toReplace] = (beginner ?? '').split('\n')
  const isOwn = begunBy === release && (!fromStart || begunAgainBy === operation)
  if ((basis ?? undefined) !== view.basis || !isOwn) return false
  if (toReplace !== undefined && toReplace !== replaced)
    throw new SwappedSince(
      `the rows of ${view.name} were replaced since its rebuild was begun, by a rollback or another rebuild: the rebuild would undo that. Begin it again from the start`,
    )
  return requireOnLog(store, leased).then(
    () => true,
    (error: unknown) => {
      if (error instanceof OffLog) return false
      throw error
    },
  )
}

/**
 * Locks the checkpoints of a claim until the transaction ends.
 * @returns whether it still holds: another process that has claimed them may have emptied the table, and fills it
 */
export const holdsClaim = async (tx: EntityManager, { consumer, held }: Claim): Promise<boolean> => {
  const found: { partition: number; epoch: string }[] = await tx.query(
    'select partition, epoch from feed_checkpoint where consumer = $1 order by partition for update',
    [consumer],
  )
  const epochs = new Map(found.map(({ partition, epoch }) => [partition, epoch]))
  return held.every(({ partition, epoch }) => epochs.get(partition) === epoch)
}

/** Drops a second table, unless another process has taken it over. */
export const discardOwn = ({ view, db }: Work<Row>, purpose: Purpose, leased: Claim): Promise<void> =>
  db.transaction(async (tx) => {
    if (await holdsClaim(tx, leased)) await discard(tx, view, purpose)
  })

/** Drops a second table of a view, with its checkpoints and parked cases. */
const discard = async (db: DataSource | EntityManager, view: View, purpose: Purpose): Promise<void> => {
  for (const { name } of tablesOfView(view, shadowTableOf(view, purpose))) await db.query(`drop table if exists ${name}`)
  await db.query('delete from feed_parked_case where consumer = $1', [shadowNameOf(view, purpose)])
  await db.query('update feed_checkpoint set position = 0, log_position = 0, log_hash = null where consumer = $1', [
    shadowNameOf(view, purpose),
  ])
}

/** A second table of a view, and the position up to which it is filled; undefined if there is none. */
export const secondTable = async (db: DataSource, view: View, purpose: Purpose): Promise<{ readonly position: string } | undefined> => {
  const [found] = await db.query(
    `select to_regclass($1) is not null as exists, (select min(position)::text from feed_checkpoint where consumer = $2) as position`,
    [shadowTableOf(view, purpose), shadowNameOf(view, purpose)],
  )
  const { exists, position } = found as { exists: boolean; position: string | null }
  return exists && position !== null ? { position } : undefined
}
