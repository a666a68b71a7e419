import {
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  type PersonRef,
  PersonRefsMerged,
  PersonRefsUnmerged,
} from '@case-timeline/contracts'
import { asOnePersonBy, isRemark, concernedIdOf, withoutForeignRemarks } from '@case-timeline/casework'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { type Consumer, type Effect, execute } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { copyRows } from './copy.ts'
import { type CaseRows, fold, isCorrection, refold, type Rows } from './fold.ts'
import { asOnlyRows, changesOf, foldOrReplace, type KeptRows, keptRows } from './kept-rows.ts'
import { listingOf, type ListingWriter } from './listing.ts'
import { mergedCases } from './merged-cases.ts'
import { belongsToCase, type Recorded, recordedBy } from './recorded.ts'
import { load, replaceCases, type Table, tableOf, writeChanges } from './table.ts'
import { rowsByCase, touchedRows } from './touched-rows.ts'
import { consumerNameOf, rememberingView, type Row, tableNameOf, type View } from './view.ts'

const NO_REFS = new Map<PersonRef, PersonRef>()

/** How the cases of a batch are folded. */
interface Concerned {
  /** Those that are folded again from their history, each up to a position. */
  readonly toRefold: ReadonlyMap<string, string>
  /** Of others with merges: their canonical references. */
  readonly refsOf: ReadonlyMap<string, ReadonlyMap<PersonRef, PersonRef>>
}

/** Maximum number of events in a batch; a row that several events of a batch change is written once. */
const PAGE = 5_000
/** From how many new rows on, those of a view with a row for each event are copied: fewer are one statement with their checkpoint. */
const MANY = 500

/**
 * A view as a consumer of the event feed: folds each batch in memory and writes it by one upsert, in the statement or
 * transaction of its checkpoint. A case with a correction or a merge of references in the batch is refolded from the
 * store; of one with merges before it, the events are folded with the canonical references.
 * @param into the table to fill: the view's own, or a shadow of it
 * @param merged shared by the views of a process, so that the log is read once for all of them
 */
export const projection = <R extends Row>(
  view: View<R>,
  store: EventStore,
  into = tableNameOf(view),
  name = consumerNameOf(view),
  merged = mergedCases(store),
): Consumer => {
  const { recorded } = recordedBy(view.events === 'every' ? [] : view.events)
  const ownTypes = view.events === 'every' ? undefined : new Set(view.events.map(({ type }) => type))
  let table: Table | undefined
  let listing: ListingWriter<R> | undefined
  let kept: KeptRows<R> | undefined
  const remembering = rememberingView(view)
  const effectOf = async (
    received: readonly Recorded[],
    { toRefold, refsOf }: Concerned,
    db: EntityManager,
    mayPresume: boolean,
  ): Promise<Effect> => {
    table ??= await tableOf(db, view, into)
    const remarked = ownTypes ? (withoutForeignRemarks(received) as readonly Recorded[]) : received
    // What only changes how others are folded, such as an unmerge without a merge, is received, but it is no fact of the view.
    const events = remarked
      .filter(({ type, caseId }) => !ownTypes || ownTypes.has(type) || toRefold.has(caseId))
      .flatMap((event) => asOnePersonBy(refsOf.get(event.caseId) ?? NO_REFS, [event]))
    const others = events.filter((event) => !toRefold.has(event.caseId))
    if (view.lists) {
      kept ??= keptRows(view.lists, table)
      const before = await kept.before(db, events, mayPresume)
      const rows = asOnlyRows(before.rows)
      if (view.listing) listing ??= await listingOf(db, view, view.listing, into)
      const { changed, listed, writes } = listing
        ? await listing.changes(db, { rows, listed: before.listed, ...(await withHistories(events, toRefold)) })
        : { listed: undefined, writes: [], changed: foldOrReplace(remembering, others, rows, await refolded(toRefold)) }
      const unchanged = new Map([...before.rows].filter(([caseId]) => !changed.has(caseId)))
      if (listed) kept.keepListed(unchanged, listed)
      if (changed.size === 0 && before.presumes === undefined) return { writes: [] }
      return { writes: [...kept.after(changesOf(before.rows, rows, changed), listed), ...writes], presumes: before.presumes }
    }
    const rows = await loadTouchedRows(db, view, table, others)
    const changed = fold(view, others, rows)
    if (changed.size === 0 && toRefold.size === 0) return { writes: [] }
    return { writes: [...writeChanges(table, rows, changed), ...(toRefold.size > 0 ? replaceCases(table, await refolded(toRefold)) : [])] }
  }
  const concernedBy = async (events: readonly Recorded[]): Promise<Concerned> => {
    if (view.events === 'every') return { toRefold: new Map(), refsOf: new Map() }
    // A merge after the batch is an event of the view itself: then the case is refolded.
    const ever = await merged.until(events.at(-1)?.stored.position ?? '0')
    const toRefold = casesToRefold(events, ever)
    const others = events.filter(({ caseId }) => ever.has(caseId) && !toRefold.has(caseId))
    return { toRefold, refsOf: await merged.canonicalRefs(new Map(others.map(({ caseId, stored }) => [caseId, stored.position]))) }
  }
  // A batch whose rows are there already, as after a log went back, fails, and is repeated case by case: those are replaced.
  const addsMany = (events: readonly Recorded[]): boolean => view.events === 'every' && events.length >= MANY
  const apply = async (stored: readonly StoredEvent[], db: EntityManager): Promise<void> => {
    // Before any read: upgrading a read lock to a write lock later could deadlock with the swap of a rebuild.
    await db.query(`lock table ${into} in row exclusive mode`)
    const events = stored.filter(belongsToCase).map(recorded)
    if (addsMany(events)) {
      table ??= await tableOf(db, view, into)
      return copyRows(db, table, newRows(view, events))
    }
    const { writes } = await effectOf(events, await concernedBy(events), db, false)
    for (const write of writes) await execute(db, write)
  }
  const prepare: Consumer['prepare'] = async (stored, db, mayPresume) => {
    const events = stored.filter(belongsToCase).map(recorded)
    if (addsMany(events)) return undefined
    const concerned = await concernedBy(events)
    // Rows of a case that is refolded are replaced one statement after the other.
    return concerned.toRefold.size > 0 ? undefined : effectOf(events, concerned, db, mayPresume)
  }
  /** Of a case with a history, only the events that are in it: a foreign warning is known by the fact that it names. */
  const withHistories = async (events: readonly Recorded[], cases: ReadonlyMap<string, string>) => {
    const histories = await eachHistory(store, cases, (history) => recordedHistory(view, history))
    const ids = new Set([...histories.values()].flatMap((history) => history.map(({ id }) => id)))
    return { histories, events: events.filter(({ id, caseId }) => !histories.has(caseId) || ids.has(id)) }
  }
  const refolded = (cases: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, CaseRows<R>>> =>
    eachHistory(store, cases, (history) => rowsFromHistory(view, history))
  return { name, events: view.events === 'every' ? 'every' : typesToRead(view.events), from: 'beginning', limit: PAGE, apply, prepare }
}

/** The rows that events add to a view with a row for each. */
const newRows = <R extends Row>(view: View<R>, events: readonly Recorded[]): readonly R[] => {
  const rows: Rows<R> = new Map()
  fold(view, events, rows)
  return [...rows.values()].flatMap((own) => [...own.values()].filter((row) => row !== null))
}

/** Cases whose histories are read together: what is requested at once is one statement. */
const HISTORIES = 50

/** Makes something of the history of each case, up to its position. */
const eachHistory = async <T>(
  store: Pick<EventStore, 'readCase'>,
  cases: ReadonlyMap<string, string>,
  make: (history: readonly StoredEvent[]) => T,
): Promise<ReadonlyMap<string, T>> => {
  const made = new Map<string, T>()
  const all = [...cases]
  for (let from = 0; from < all.length; from += HISTORIES) {
    const some = all.slice(from, from + HISTORIES)
    const histories = await Promise.all(some.map(([caseId, upTo]) => store.readCase(caseId, { upTo })))
    for (const [index, [caseId]] of some.entries()) made.set(caseId, make(histories[index] ?? []))
  }
  return made
}

/** The views of a process as consumers of the event feed, with one shared reading of the log for merges. */
export const projections = (views: readonly View[], store: EventStore): readonly Consumer[] => {
  const merged = mergedCases(store)
  return views.map((view) => projection(view, store, tableNameOf(view), consumerNameOf(view), merged))
}

/**
 * The rows of a view from the history of one case, corrections and merges applied; for a view with `events: 'every'`
 * there are none.
 */
export const rowsFromHistory = <R extends Row>(view: View<R>, history: readonly StoredEvent[]): CaseRows<R> => {
  const { newest } = recordedBy(view.events === 'every' ? [] : view.events)
  return refold(view, recordedHistory(view, history), newest)
}

/** The events of a history that a view reads. */
export const recordedHistory = (view: View, history: readonly StoredEvent[]): readonly Recorded[] => {
  const { recorded } = recordedBy(view.events === 'every' ? [] : view.events)
  const types = new Set(typesToRead(view.events).map(({ type }) => type))
  const own = withoutForeignRemarks(history as readonly (StoredEvent & Fact)[]) as readonly StoredEvent[]
  return own.filter(belongsToCase).flatMap((event) => (types.has(event.type) ? [recorded(event)] : []))
}

/** The event types that a view folds, and those that change how they are folded. */
const typesToRead = (events: readonly EventType[] | 'every'): readonly EventType[] =>
  events === 'every' ? [] : [...new Set<EventType>([...events, EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged])]

const isMerge = ({ type }: Recorded): boolean => type === PersonRefsMerged.type || type === PersonRefsUnmerged.type

/**
 * The cases in a batch with a correction or a merge, each with its last position in the batch. A warning about a
 * fact that is not in the batch may come after a correction of that fact: then it is in force no longer. It may also be about
 * a fact in another stream: then it never was.
 */
const casesToRefold = (events: readonly Recorded[], everMerged: ReadonlySet<string>): ReadonlyMap<string, string> => {
  const ids = new Set(events.map(({ id }) => id))
  const isLateRemark = (event: Recorded): boolean => isRemark(event) && !ids.has(concernedIdOf(event) ?? '')
  const isMergeThatCounts = (event: Recorded): boolean => isMerge(event) && everMerged.has(event.caseId)
  const changing = events.filter((event) => isCorrection(event) || isLateRemark(event) || isMergeThatCounts(event))
  const refolded = new Set(changing.map(({ caseId }) => caseId))
  return new Map(events.filter(({ caseId }) => refolded.has(caseId)).map(({ caseId, stored }) => [caseId, stored.position]))
}

/**
 * The current rows that the events touch. A view with `events: 'every'` adds a new row for each event: nothing to load.
 */
const loadTouchedRows = async <R extends Row>(
  db: EntityManager,
  view: View<R>,
  table: Table,
  events: readonly Recorded[],
): Promise<Rows<R>> => {
  if (view.events === 'every' || events.length === 0) return new Map()
  const { keys, cases } = touchedRows(view, events)
  return rowsByCase(view, await load<R>(db, table, keys, cases))
}
