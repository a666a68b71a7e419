import { PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { asOnePersonBy, whoIsWho } from '@case-timeline/casework'
import type { Write } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { type ChangedRows, effectiveFacts, fold, isCorrection, noteChange, refold, type Rows } from './fold.ts'
import { ONLY_ROW } from './kept-rows.ts'
import { type Recorded, recordedBy } from './recorded.ts'
import { load, tableOf, write } from './table.ts'
import { type CurrentItems, currentItems, itemKeys, type ItemVersion, NOTHING_LISTED } from './current-items.ts'
import { versionsAfter } from './versions.ts'
import { type Listing, listingNameOf, type Row, type View } from './view.ts'

/** A batch of events for a view with a listing, which has one row for each case. */
export interface ListedBatch<R extends Row> {
  /** The rows of its cases before it, which are changed in place. */
  readonly rows: Rows<R>
  /** What is listed from those rows, as far as it is known. */
  readonly listed: ReadonlyMap<string, CurrentItems>
  readonly events: readonly Recorded[]
  /** The whole histories, up to the batch's last event, of the cases with a correction in it or with merged references. */
  readonly histories: ReadonlyMap<string, readonly Recorded[]>
}

/** What a batch changes. */
export interface ListedChanges {
  readonly changed: ChangedRows
  /** What is listed from the rows after it, by case. */
  readonly listed: ReadonlyMap<string, CurrentItems>
  /** What writes the versions of items; nothing without a change. */
  readonly writes: readonly Write[]
}

/** Finds what a batch changes in the rows of a view, and in the versions of the items that it lists from them. */
export interface ListingWriter<R extends Row> {
  changes(db: EntityManager, batch: ListedBatch<R>): Promise<ListedChanges>
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
  const keys = itemKeys(listing)
  return {
    async changes(tx, { rows, listed, events, histories }) {
      const unknown = [...rows.keys()].filter((caseId) => !listed.has(caseId))
      const condition = 't.known_until is null'
      const read = unknown.length === 0 ? [] : await load<ItemVersion>(tx, items, new Map(), unknown, { condition })
      const empty = unknown.map((caseId): [string, CurrentItems] => [caseId, NOTHING_LISTED])
      const known = new Map([...listed, ...empty, ...currentItems(keys, read)])
      const versions = versionsAfter(keys, items.columns, known)
      const moments = new Map<string, Moment<R>>()
      const recordMoment = ({ caseId, row, before, at }: Moment<R>): void => {
        if (row === null || before === undefined) versions.record(caseId, { all: row === null ? [] : listing.items(row) }, at)
        else versions.record(caseId, { changes: (listed) => listing.changes(row, { row: before, listed }) }, at)
      }
      const record: RecordsChange<R> = ({ caseId, stored: { recordedAt: at } }, row, before) => {
        const open = moments.get(caseId)
        if (open?.at === at) return void moments.set(caseId, { ...open, row, before: before && open.before })
        if (open) recordMoment(open)
        moments.set(caseId, { caseId, row, before, at })
      }
      const others = events.filter(({ caseId }) => !histories.has(caseId))
      const changed = fold(view, others, rows, (event, _, row, before) => record(event, row, before))
      for (const [caseId, history] of histories) {
        const own = events.filter((event) => event.caseId === caseId)
        foldCorrected(view, { history, own, rows, changed, newest, record })
      }
      for (const moment of moments.values()) recordMoment(moment)
      const { present, removed } = versions.changes()
      const isUnchanged = present.length === 0 && removed.length === 0
      return { changed, listed: versions.current(), writes: isUnchanged ? [] : write(items, present, removed) }
    },
  }
}

/**
 * What the events of one moment make of a row. They are recorded together: nobody knew what only some of them say, and what a
 * row lists costs as much for one event as for all of them.
 */
interface Moment<R extends Row> {
  readonly caseId: string
  readonly row: R | null
  /** The row before the moment; absent: every item has to be computed. */
  readonly before?: R | undefined
  readonly at: string
}

/** Records what an event makes of the row of its case. @param before absent: every item has to be computed */
type RecordsChange<R extends Row> = (event: Recorded, row: R | null, before?: R) => void

interface CorrectedCase<R extends Row> {
  readonly history: readonly Recorded[]
  /** The events of the batch, which are the last of the history. */
  readonly own: readonly Recorded[]
  readonly rows: Rows<R>
  readonly changed: ChangedRows
  readonly newest: (type: string, schemaVersion: number, data: unknown) => unknown
  readonly record: RecordsChange<R>
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
      const row = refold(view, upTo(event), newest).get(ONLY_ROW) ?? null
      rows.set(event.caseId, new Map([[ONLY_ROW, row]]))
      noteChange(changed, event.caseId, ONLY_ROW)
      record(event, row)
      continue
    }
    refs ??= whoIsWho(effectiveFacts(upTo(event), newest)).canonicalRefs
    const ofEvent = fold(view, asOnePersonBy(refs, [event]), rows, (_, __, row, before) => record(event, row, before))
    if (ofEvent.size > 0) noteChange(changed, event.caseId, ONLY_ROW)
  }
}
