import { comparePositions } from '@case-timeline/contracts'
import type { LogPosition } from '@case-timeline/event-store'
import { lowestPositionOf, patiently, positionsOf } from '@case-timeline/feed'
import { setTimeout as pause } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { everyPartitionUpTo, fill, onLog } from './fill.ts'
import { pauseOfShare, rest } from './pace.ts'
import { isSampled, type Sample, sampledInSql } from './sample.ts'
import type { Shadow, Work } from './shadow.ts'
import { type ComparedTable, keyColumns, tablesOfView } from './table.ts'
import { consumerNameOf, memberOf, type Row } from './view.ts'

/** A row of a view that differs from the row recomputed from the store. */
export interface Difference {
  readonly caseId: string
  /** The members of its key after `caseId`. */
  readonly key: Readonly<Record<string, string>>
  /** `missing`: the view lacks it; `surplus`: no event produces it; `different`: it has other values. */
  readonly kind: 'missing' | 'surplus' | 'different'
  /** The columns with other values, of a row that is `different`; without the values. */
  readonly columns?: readonly string[] | undefined
}

/** A comparison of a view with the rows recomputed from the store, at a position of the log. */
export interface Comparison {
  readonly position: string
  /** The number of rows that the view has, of the compared cases. */
  readonly rows: number
  /** The number of differing rows. */
  readonly differing: number
  /** The number of cases with a differing row. */
  readonly differingCases: number
  /** The first differing rows of each of the first cases: three, of five hundred cases. */
  readonly differences: readonly Difference[]
  /** The number of differing cases of which `differences` has no row; absent: none. */
  readonly casesLeftOut?: number | undefined
}

const MAX_CASES = 500
const MAX_ROWS_OF_CASE = 3
const PAGE = 5_000

export interface CompareOptions {
  readonly sample?: Sample | undefined
  /** Whether cases of which the view itself has parked events are left out: it is known that they are behind. */
  readonly leavesOutParked?: boolean | undefined
}

/** The view is not where a second table is, and does not come there. */
export class ViewStandsStill extends Error {
  override readonly name = 'ViewStandsStill'
}

/**
 * Compares a view with its second table at one position, without holding the view's writer: reads the view in a
 * snapshot, in which its rows and checkpoints belong together, and fills the second table exactly up to these
 * checkpoints. The second table must not be further than the view.
 */
export const compareWithView = <R extends Row>(shadow: Shadow, work: Work<R>, options: CompareOptions = {}): Promise<Comparison> =>
  patiently(shadow.signal, () => {
    const { view, db, store, room, throttle } = work
    const tables = tablesOfView(view)
    return db.transaction('REPEATABLE READ', async (tx) => {
      // A server may be set to end a transaction in which nothing happens for some time, as while this one rests.
      await tx.query('set local idle_in_transaction_session_timeout = 0')
      // Before the snapshot is taken, which a statement that reads does: the tables are not swapped meanwhile.
      await tx.query(`lock table ${tables.map(({ name }) => name).join(', ')} in access share mode`)
      const positions = await positionsOf(tx, consumerNameOf(view))
      if (isFurther(shadow, positions)) throw new ViewStandsStill(`${view.name}: the view went back while it was compared`)
      const { sample, leavesOutParked = false } = options
      const isWanted = sample && ((caseKey: string) => isSampled(sample, caseKey))
      await fill([shadow], { store, db, room, throttle }, await onLog(store, positions), { signal: shadow.signal, isWanted })
      const parked: { caseKey: string }[] = leavesOutParked
        ? await tx.query('select case_key as "caseKey" from feed_parked_case where consumer = $1', [consumerNameOf(view)])
        : []
      const of: ComparedRows = { sample, leftOut: new Set(parked.map(({ caseKey }) => caseKey)), share: throttle?.share }
      const compared: Found = { rows: 0, differing: 0, cases: new Map(), differences: [] }
      const shadows = tablesOfView(view, shadow.table)
      for (const [index, live] of tables.entries())
        await compareTables(tx, db.manager, live, { ...live, name: shadows[index]?.name ?? '' }, of, compared, shadow.signal)
      const lowest = [...positions.values()].toSorted(comparePositions)[0] ?? '0'
      return { position: lowest, ...comparisonOf(compared) }
    })
  })

/** Whether a second table is further than a view in some partition. */
const isFurther = ({ claimed }: Shadow, positions: ReadonlyMap<number, string>): boolean =>
  claimed.held.some(({ partition, position }) => comparePositions(position, positions.get(partition) ?? '0') > 0)

/**
 * Fills a second table up to the lowest position of its view, which it may compare afterwards.
 * @throws ViewStandsStill when it is further already, and the view does not follow
 */
export const fillUpToView = async <R extends Row>(
  shadow: Shadow,
  { view, store, db, throttle, room, progress }: Work<R>,
  { sample, patienceMs = 30_000 }: { readonly sample?: Sample | undefined; readonly patienceMs?: number } = {},
): Promise<number> => {
  const { signal } = shadow
  const liveEnd = async (): Promise<LogPosition> => {
    const live = await positionsOf(db, consumerNameOf(view))
    return { position: [...live.values()].toSorted(comparePositions)[0] ?? '0' }
  }
  let events = 0
  for (let end = await patiently(signal, liveEnd); comparePositions(lowestPositionOf(shadow.claimed), end.position) < 0;) {
    const [before, from] = [events, lowestPositionOf(shadow.claimed)]
    const [upTo] = [...(await patiently(signal, () => onLog(store, new Map([[0, end.position]])))).values()]
    events += await fill([shadow], { store, db, throttle, room }, everyPartitionUpTo(upTo ?? end), {
      signal,
      isContinued: shadow.continuedFrom !== undefined,
      isWanted: sample && ((caseKey) => isSampled(sample, caseKey)),
      progress: (folded) => progress?.({ events: before + folded, position: lowestPositionOf(shadow.claimed), end: end.position }),
    })
    // The view rests on events that the log has lost: it is compared with what there is.
    if (lowestPositionOf(shadow.claimed) === from) break
    end = await patiently(signal, liveEnd)
  }
  const until = performance.now() + patienceMs
  while (await patiently(signal, async () => isFurther(shadow, await positionsOf(db, consumerNameOf(view))))) {
    signal.throwIfAborted()
    if (performance.now() > until)
      throw new ViewStandsStill(
        `${view.name}: the view is behind its second table and does not follow, so they cannot be compared: casectl feed status shows what holds it`,
      )
    await pause(50)
  }
  return events
}

interface ComparedRows {
  readonly sample: Sample | undefined
  readonly leftOut: ReadonlySet<string>
  /** Maximum part of the time in which it works; absent: all. */
  readonly share: number | undefined
}

interface Found {
  rows: number
  differing: number
  /** How many rows are listed of each differing case. */
  readonly cases: Map<string, number>
  readonly differences: Difference[]
}

const comparisonOf = ({ cases, ...found }: Found): Omit<Comparison, 'position'> => {
  const casesLeftOut = [...cases.values()].filter((listed) => listed === 0).length
  return { ...found, differingCases: cases.size, ...(casesLeftOut > 0 ? { casesLeftOut } : {}) }
}

type KeyText = readonly string[]
interface HashedRow {
  readonly key: KeyText
  readonly row: string
}

/** Goes through both tables in the order of their keys, by ranges: a range ends where a page of the view does. */
const compareTables = async (
  snapshot: EntityManager,
  db: EntityManager,
  live: ComparedTable,
  shadow: ComparedTable,
  { sample, leftOut, share }: ComparedRows,
  found: Found,
  signal: AbortSignal,
): Promise<void> => {
  const note = async (key: KeyText, kind: Difference['kind']): Promise<void> => {
    const [caseId = ''] = key
    if (leftOut.has(caseId)) return
    found.differing += 1
    const known = found.cases.get(caseId)
    const isListed = known === undefined ? found.cases.size < MAX_CASES : known > 0 && known < MAX_ROWS_OF_CASE
    found.cases.set(caseId, (known ?? 0) + (isListed ? 1 : 0))
    if (!isListed) return
    const members = keyColumns(live).slice(1).map(memberOf)
    const columns = kind === 'different' ? await differingColumns(snapshot, db, live, shadow, key) : undefined
    found.differences.push({
      caseId,
      key: Object.fromEntries(members.map((member, index) => [member, key[index + 1] ?? ''])),
      kind,
      ...(columns ? { columns } : {}),
    })
  }
  for (let after: KeyText | undefined, isEnd = false; !isEnd;) {
    signal.throwIfAborted()
    const began = performance.now()
    const page = await hashedRows(snapshot, live, { after, sample })
    isEnd = page.length < PAGE
    const upTo = isEnd ? undefined : page.at(-1)?.key
    found.rows += page.length
    const left = new Map(page.map(({ key, row }) => [JSON.stringify(key), { key, row }]))
    for (let from = after, isRangeEnd = false; !isRangeEnd;) {
      const others = await hashedRows(db, shadow, { after: from, upTo, sample })
      isRangeEnd = others.length < PAGE
      from = others.at(-1)?.key ?? from
      for (const other of others) {
        const own = left.get(JSON.stringify(other.key))
        if (own === undefined) await note(other.key, 'missing')
        else if (own.row !== other.row) await note(other.key, 'different')
        left.delete(JSON.stringify(other.key))
      }
    }
    for (const { key } of left.values()) await note(key, 'surplus')
    after = upTo
    if (!isEnd) await rest(pauseOfShare(share, performance.now() - began), signal)
  }
}

const hashedRows = (
  db: EntityManager,
  table: ComparedTable,
  range: { readonly after?: KeyText | undefined; readonly upTo?: KeyText | undefined; readonly sample: Sample | undefined },
): Promise<HashedRow[]> => {
  const key = keyColumns(table)
  const values: string[] = []
  const add = (value: string): string => `$${values.push(value)}`
  const bound = (operator: string, at: KeyText | undefined): string[] =>
    at ? [`(${key.map((column) => `t.${column}`).join(', ')}) ${operator} (${at.map(add).join(', ')})`] : []
  const conditions = [
    ...bound('>', range.after),
    ...bound('<=', range.upTo),
    ...(range.sample ? [sampledInSql(range.sample, `${add(range.sample.seed)}::text`)] : []),
  ]
  return db.query(
    `select array[${key.map((column) => `t.${column}::text`).join(', ')}] as key, md5(${table.rowText}) as row from ${table.name} t
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''} order by ${key.map((column) => `t.${column}`).join(', ')} limit ${PAGE}`,
    values,
  )
}

/** The mark of a write is no value of a row. */
const MARK = 'written_by'

const differingColumns = async (
  snapshot: EntityManager,
  db: EntityManager,
  live: ComparedTable,
  shadow: ComparedTable,
  key: KeyText,
): Promise<readonly string[]> => {
  const valuesIn = async (from: EntityManager, { name }: ComparedTable): Promise<ReadonlyMap<string, string | null>> => {
    const rows: { column: string; value: string | null }[] = await from.query(
      `select e.key as column, e.value from ${name} t, json_each_text(to_json(t)) e
        where (${keyColumns(live)
          .map((column) => `t.${column}`)
          .join(', ')}) = (${key.map((_, index) => `$${index + 1}`).join(', ')})`,
      [...key],
    )
    return new Map(rows.map(({ column, value }) => [column, value]))
  }
  const [own, other] = [await valuesIn(snapshot, live), await valuesIn(db, shadow)]
  return [...own.keys()].filter((column) => column !== MARK && own.get(column) !== other.get(column))
}
