import { recentlyUsed } from '@case-timeline/event-store'
import type { Presumption, Write } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import { type CurrentItems, NOTHING_LISTED } from './current-items.ts'
import { asKnown, type Change, changedEntries, entryCount, rowsWithEntries, withoutEntries } from './entries.ts'
import { type CaseRows, type ChangedRows, fold, keyText, noteChange, type Rows } from './fold.ts'
import type { Recorded } from './recorded.ts'
import { removeCases, type Table, upsert, writeEntries } from './table.ts'
import type { ListMember, Row, View } from './view.ts'

/**
 * Entries and items of the rows that a view keeps in memory: some tens of megabytes if one has a kilobyte. A larger row
 * counts as half, because it costs most to read: two cases of any size may be kept.
 */
const KEPT_ENTRIES = 20_000

/** The text of the only key of a row that is alone in its case. */
export const ONLY_ROW = keyText([])

/** A row in memory. @property writtenBy the mark of the write, as the table has it if the write took effect */
interface Kept<R extends Row> {
  readonly row: R
  readonly writtenBy: string
  /** Absent: not read yet. */
  readonly listed?: CurrentItems | undefined
}

/** The rows of the cases of a batch, as they are stored before it. */
export interface RowsBefore<R extends Row> {
  /** By case; a case without a row is absent. */
  readonly rows: ReadonlyMap<string, R>
  /** What is listed from them, as far as it is in memory. */
  readonly listed: ReadonlyMap<string, CurrentItems>
  /** What has to hold for the stored rows to be these, if they were not read. */
  readonly presumes: Presumption | undefined
}

/** The rows that a view folded last, in memory. */
export interface KeptRows<R extends Row> {
  /**
   * The rows of the cases of some events. What is listed from them has to be read after them, never before.
   * @param mayPresume whether the stored rows may be presumed to be those in memory
   */
  before(db: EntityManager, events: readonly Recorded[], mayPresume: boolean): Promise<RowsBefore<R>>
  /** Keeps what is listed from rows that were found and do not change. */
  keepListed(found: ReadonlyMap<string, R>, listed: ReadonlyMap<string, CurrentItems>): void
  /**
   * Keeps the rows after a batch under a new mark.
   * @param listed what is listed from them, of a view with a listing
   * @returns what writes them; without a change, it locks the table
   */
  after(changes: readonly Change<R>[], listed?: ReadonlyMap<string, CurrentItems>): readonly Write[]
}

/** The rows of a fold, with the only one of each case. */
export const asOnlyRows = <R extends Row>(rows: ReadonlyMap<string, R>): Rows<R> =>
  new Map([...rows].map(([caseId, row]) => [caseId, new Map([[ONLY_ROW, row]])]))

/** Folds events over the only rows of their cases, and replaces those of other cases, which were folded again. */
export const foldOrReplace = <R extends Row>(
  view: View<R>,
  events: readonly Recorded[],
  rows: Rows<R>,
  refolded: ReadonlyMap<string, CaseRows<R>>,
): ChangedRows => {
  const changed = fold(view, events, rows)
  for (const [caseId, after] of refolded) {
    rows.set(caseId, after)
    noteChange(changed, caseId, ONLY_ROW)
  }
  return changed
}

/** The changes of a fold of the only rows of some cases. */
export const changesOf = <R extends Row>(
  before: ReadonlyMap<string, R>,
  after: ReadonlyMap<string, CaseRows<R>>,
  changed: ChangedRows,
): readonly Change<R>[] =>
  [...changed.keys()].map((caseId) => ({ caseId, before: before.get(caseId), after: after.get(caseId)?.get(ONLY_ROW) ?? null }))

/**
 * Keeps the rows of a view with one row for each case, whose lists grow. Each write leaves a mark of its own in the rows:
 * the row which this process folded last is not read again while the stored one has the mark of that write. A write that
 * failed, or that came too late, leaves no mark (decision 64). The stored rows are not read at all while all of a batch
 * are presumed: those in memory to have their marks, and a case that is not in memory, and of which the batch has the
 * first event of a stream, to have no row. The write tests that, and changes nothing where it does not hold (decision 68).
 * @param table the view's table, or a shadow of it
 */
export const keptRows = <R extends Row>(lists: readonly ListMember[], table: Table): KeptRows<R> => {
  const kept = recentlyUsed<Kept<R>>(KEPT_ENTRIES, ({ row, listed }) => entryCount(lists, row) + (listed?.size ?? 0) + 1)
  return {
    async before(db, events, mayPresume) {
      const caseIds = [...new Set(events.map(({ caseId }) => caseId))]
      // Until the rows are read, other rows may take the place of the kept ones.
      const known = new Map(caseIds.map((caseId) => [caseId, kept.get(caseId)]))
      const wanted = caseIds.map((caseId) => ({ caseId, writtenBy: known.get(caseId)?.writtenBy }))
      const beginning = new Set(events.filter(({ stored }) => stored.revision === 0).map(({ caseId }) => caseId))
      const arePresumed =
        mayPresume && wanted.length > 0 && caseIds.every((caseId) => known.get(caseId) !== undefined || beginning.has(caseId))
      const found = wanted.length === 0 || arePresumed ? [] : await rowsWithEntries<R>(db, table.name, lists, wanted)
      for (const { caseId, row, ...stored } of found) if (row) kept.set(caseId, { ...stored, row })
      const present: (readonly [string, Kept<R>])[] = arePresumed
        ? [...known].flatMap(([caseId, one]) => (one === undefined ? [] : [[caseId, one] as const]))
        : found.map(({ caseId, row, writtenBy }) => [caseId, row ? { row, writtenBy } : (known.get(caseId) as Kept<R>)])
      return {
        rows: new Map(present.map(([caseId, { row }]) => [caseId, row])),
        listed: new Map(present.flatMap(([caseId, { listed }]) => (listed ? [[caseId, listed] as const] : []))),
        presumes: arePresumed ? asKnown(table.name, wanted) : undefined,
      }
    },
    keepListed(found, listed) {
      for (const [caseId, row] of found) {
        const one = kept.get(caseId)
        // Another row may have taken its place, from which something else is listed.
        if (one?.row === row) kept.set(caseId, { ...one, listed: listed.get(caseId) })
      }
    },
    after(changes, listed) {
      const writtenBy = randomUUID()
      for (const { caseId, after } of changes)
        if (after === null) kept.delete(caseId)
        else kept.set(caseId, { writtenBy, row: after, listed: listed && (listed.get(caseId) ?? NOTHING_LISTED) })
      return [
        upsert(
          table,
          changes.flatMap(({ after }) => (after === null ? [] : [withoutEntries(lists, after, writtenBy)])),
        ),
        ...writeEntries(
          table,
          changes.map((one) => changedEntries(lists, one)),
        ),
        ...removeCases(
          table,
          changes.filter(({ after }) => after === null).map(({ caseId }) => caseId),
        ),
      ]
    },
  }
}
