import { EventCorrected, EventRetracted, type EventType, PersonRefsMerged } from '@case-timeline/contracts'
import { MERGES } from '@case-timeline/decider'
import { casesWith, type EventStore, type StoredEvent } from '@case-timeline/event-store'
import type { Consumer } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { type CaseRows, fold, isCorrection, refold, type Rows } from './fold.ts'
import { isOfACase, type Recorded, recordedBy } from './recorded.ts'
import { load, replaceCases, type Table, tableOf, write } from './table.ts'
import { consumerNameOf, type Key, type Row, tableNameOf, type View } from './view.ts'

/** The most events of a batch: a row that many of them change is written once. */
const PAGE = 5_000

/**
 * A view as a consumer of the feed: folds each batch in memory and writes it by one upsert, in the transaction of its checkpoint.
 * A batch that meets a correction, or a case in which two references are one person, folds that case anew from the store.
 * @param into the table that it fills: the view's own, or a shadow of it
 */
export const projection = <R extends Row>(
  view: View<R>,
  store: EventStore,
  into = tableNameOf(view),
  name = consumerNameOf(view),
): Consumer => {
  const { recorded } = recordedBy(view.events === 'every' ? [] : view.events)
  const casesWithMerges = casesWithMergesIn(store)
  let table: Table<R> | undefined
  const apply = async (stored: readonly StoredEvent[], db: EntityManager): Promise<void> => {
    // Before anything is read: a reader's lock that became a writer's later could meet a rebuild's swap head-on.
    await db.query(`lock table ${into} in row exclusive mode`)
    table ??= await tableOf(db, view, into)
    const events = stored.filter(isOfACase).map(recorded)
    const anew = view.events === 'every' ? new Map<string, string>() : casesToFoldAnew(events, await casesWithMerges())
    const others = events.filter((event) => !anew.has(event.caseId))
    const rows = await before(db, table, others)
    const changed = fold(view, others, rows)
    await write(db, table, rows, changed)
    if (anew.size > 0) await replaceCases(db, table, await refolded(anew))
  }
  const refolded = async (cases: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, CaseRows<R>>> => {
    const anew = new Map<string, CaseRows<R>>()
    for (const [caseId, upTo] of cases) anew.set(caseId, foldedAnew(view, await store.readCase(caseId, upTo)))
    return anew
  }
  return { name, events: view.events === 'every' ? 'every' : typesToRead(view.events), from: 'beginning', limit: PAGE, apply }
}

const readers = new WeakMap<EventStore, ReturnType<typeof casesWith>>()

/** The log is read once for all views of a service. */
const casesWithMergesIn = (store: EventStore): ReturnType<typeof casesWith> => {
  const reader = readers.get(store) ?? casesWith(store, PersonRefsMerged)
  readers.set(store, reader)
  return reader
}

/** The rows that a view makes of the history of one case, corrections and merges applied; of a view of what was recorded there is nothing to make anew. */
export const foldedAnew = <R extends Row>(view: View<R>, history: readonly StoredEvent[]): CaseRows<R> => {
  const { recorded, newest } = recordedBy(view.events === 'every' ? [] : view.events)
  const types = new Set(typesToRead(view.events).map(({ type }) => type))
  const own = history.filter(isOfACase).filter(({ type }) => types.has(type))
  return refold(view, own.map(recorded), newest)
}

/** What a view folds, and what changes how it is to be folded. */
const typesToRead = (events: readonly EventType[] | 'every'): readonly EventType[] =>
  events === 'every' ? [] : [...new Set<EventType>([...events, EventCorrected, EventRetracted, ...MERGES])]

/** The cases that a batch corrects, or whose persons have several references, each with the position up to which the batch brings it. */
const casesToFoldAnew = (events: readonly Recorded[], merged: ReadonlySet<string>): ReadonlyMap<string, string> => {
  const corrected = new Set(events.filter(isCorrection).map(({ caseId }) => caseId))
  const isAnew = ({ caseId }: Recorded): boolean => corrected.has(caseId) || merged.has(caseId)
  return new Map(events.filter(isAnew).map(({ caseId, stored }) => [caseId, stored.position]))
}

/** The rows that the events touch, as they were. A view of what was recorded has a new row for each event: nothing to load. */
const before = async <R extends Row>(db: EntityManager, table: Table<R>, events: readonly Recorded[]): Promise<Rows<R>> => {
  if (table.view.events === 'every' || events.length === 0) return new Map()
  const whole = new Set<string>()
  const keys = new Map<string, Map<string, Key>>()
  for (const event of events) {
    const touched = table.view.rows(event)
    if (touched === 'every') whole.add(event.caseId)
    else {
      const own = keys.get(event.caseId) ?? new Map<string, Key>()
      keys.set(event.caseId, own)
      for (const key of touched) own.set(key.join('\0'), key)
    }
  }
  const single = new Map([...keys].filter(([caseId]) => !whole.has(caseId)).map(([caseId, own]) => [caseId, [...own.values()]]))
  return load(db, table, single, [...whole])
}
