import { PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { whoIsWho, withCanonicalRefs } from '@case-timeline/casework'
import type { Write } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { type ChangedRows, effectiveFacts, fold, isCorrection, noteChange, refold, rowsOfCase, type Rows } from './fold.ts'
import { type Recorded, recordedBy } from './recorded.ts'
import { load, type Table, tableOf, write, writeChanges } from './table.ts'
import type { TouchedRows } from './touched-rows.ts'
import { type ItemVersion, versionsAfter } from './versions.ts'
import { type Listing, listingNameOf, type Row, type View } from './view.ts'

/** A batch of events for a view with a listing. */
export interface ListedBatch<R extends Row> {
  readonly table: Table
  /** The current rows that the batch may change. */
  readonly rows: Rows<R>
  readonly touched: TouchedRows
  readonly events: readonly Recorded[]
  /** The whole histories, up to the batch's last event, of the cases with a correction in it or with merged references. */
  readonly histories: ReadonlyMap<string, readonly Recorded[]>
}

/** Finds what a batch changes in the rows of a view, and in the versions of the items that it lists from them. */
export interface ListingWriter<R extends Row> {
  writes(db: EntityManager, batch: ListedBatch<R>): Promise<readonly Write[]>
}

const IDENTITY_TYPES: readonly string[] = [PersonRefsMerged.type, PersonRefsUnmerged.type]

/** Whether an event changes how earlier events of its case are folded. */
const changesThePast = (event: Recorded): boolean => isCorrection(event) || IDENTITY_TYPES.includes(event.type)

/**
 * The writer for a view's listing. Each event takes effect by itself, whatever batch it is in: a correction ends the
 * versions that it makes wrong at the moment at which it was recorded, and what was known before remains.
 * @param into the view's table, or a shadow of it
 */
export const listingOf = async <R extends Row>(
  db: EntityManager,
  view: View<R>,
  listing: Listing<R>,
  into: string,
): Promise<ListingWriter<R>> => {
  const { newest } = recordedBy(view.events === 'every' ? [] : view.events)
  const items = await tableOf(db, { ...view, key: [...listing.key, 'knownFrom'] }, listingNameOf(into))
  return {
    async writes(tx, { table, rows, touched, events, histories }) {
      const condition = 't.known_until is null'
      const current = await load<ItemVersion>(tx, items, touched.keys, touched.cases, { by: view.key, condition })
      const versions = versionsAfter(view, listing.key, items.columns, current)
      const moments = new Map<string, Moment<R>>()
      const recordMoment = ({ caseId, key, row, before, at }: Moment<R>): void => {
        const itemsAfter = (items: readonly Row[]): readonly Row[] =>
          row === null ? [] : listing.items(row, before && { row: before, items })
        versions.record(caseId, key, itemsAfter, at)
      }
      const record = ({ caseId, stored: { recordedAt: at } }: Recorded, key: string, row: R | null, before?: R): void => {
        const id = `${caseId} ${key}`
        const open = moments.get(id)
        if (open?.at === at) return void moments.set(id, { ...open, row, before: before && open.before })
        if (open) recordMoment(open)
        moments.set(id, { caseId, key, row, before, at })
      }
      const others = events.filter(({ caseId }) => !histories.has(caseId))
      const changed = fold(view, others, rows, record)
      for (const [caseId, history] of histories) {
        const own = events.filter((event) => event.caseId === caseId)
        foldCorrected(view, { history, own, rows, changed, newest, record })
      }
      for (const moment of moments.values()) recordMoment(moment)
      const { present, removed } = versions.changes()
      const isUnchanged = changed.size === 0 && present.length === 0 && removed.length === 0
      return isUnchanged ? [] : [...writeChanges(table, rows, changed), ...write(items, present, removed)]
    },
  }
}

/**
 * What the events of one moment make of a row. They are recorded together: nobody knew what only some of them say, and what a
 * row lists costs as much for one event as for all of them.
 */
interface Moment<R extends Row> {
  readonly caseId: string
  readonly key: string
  readonly row: R | null
  /** The row before the moment; absent: every item has to be computed. */
  readonly before?: R | undefined
  readonly at: string
}

interface CorrectedCase<R extends Row> {
  readonly history: readonly Recorded[]
  /** The events of the batch, which are the last of the history. */
  readonly own: readonly Recorded[]
  readonly rows: Rows<R>
  readonly changed: ChangedRows
  readonly newest: (type: string, schemaVersion: number, data: unknown) => unknown
  readonly record: (event: Recorded, key: string, row: R | null, before?: R) => void
}

/**
 * Folds the events of a case one by one: a correction or merge folds the history up to it again, any other event is
 * folded over the rows before it, with the references that were canonical then.
 */
const foldCorrected = <R extends Row>(view: View<R>, { history, own, rows, changed, newest, record }: CorrectedCase<R>): void => {
  const upTo = (event: Recorded): readonly Recorded[] => history.slice(0, history.findIndex(({ id }) => id === event.id) + 1)
  let refs: ReadonlyMap<string, string> | undefined
  for (const event of own) {
    if (changesThePast(event)) {
      refs = undefined
      const before = rowsOfCase(rows, event.caseId)
      const after = refold(view, upTo(event), newest)
      for (const key of new Set([...before.keys(), ...after.keys()])) {
        const row = after.get(key) ?? null
        before.set(key, row)
        noteChange(changed, event.caseId, key)
        record(event, key, row)
      }
      continue
    }
    refs ??= whoIsWho(effectiveFacts(upTo(event), newest)).canonicalRefs
    const named = refs.size === 0 ? event : { ...event, data: withCanonicalRefs(event.data, refs) }
    for (const [caseId, keys] of fold(view, [named], rows, record)) for (const key of keys) noteChange(changed, caseId, key)
  }
}
