import { EventCorrected, EventRetracted, type EventType, WarningRaised } from '@case-timeline/contracts'
import { asOnePerson, effective } from '@case-timeline/decider'
import type { Recorded, RecordedOf } from './recorded.ts'
import type { Key, Row, View } from './view.ts'

/** The rows of one case by their key; null: known not to be there. */
export type CaseRows<R extends Row> = Map<string, R | null>

/** Rows in memory, by case. */
export type Rows<R extends Row> = Map<string, CaseRows<R>>

/** Which rows a fold changed: case and key. */
export type Changed = Map<string, Set<string>>

export const keyText = (key: Key): string => JSON.stringify(key)

export const keyOf = <R extends Row>({ key }: View<R>, row: R): Key =>
  key.map((column) => String((row as Readonly<Record<string, unknown>>)[column]))

/**
 * Folds events over the rows that they touch, in memory.
 * @param rows the rows as they are; what is not in here is taken to be absent. Changed in place.
 * @returns the keys of what is no longer as it was
 */
export const fold = <R extends Row>(view: View<R>, events: readonly Recorded[], rows: Rows<R>): Changed => {
  const changed: Changed = new Map()
  for (const event of events) {
    const own = rowsOfCase(rows, event.caseId)
    for (const [text, key] of touched(view, event, own)) {
      const before = own.get(text) ?? undefined
      const after = view.evolve(before, event, key)
      if (after === (before ?? null)) continue
      own.set(text, after)
      const keys = changed.get(event.caseId)
      if (keys) keys.add(text)
      else changed.set(event.caseId, new Set([text]))
    }
  }
  return changed
}

const rowsOfCase = <R extends Row>(rows: Rows<R>, caseId: string): CaseRows<R> => {
  const own = rows.get(caseId) ?? new Map<string, R | null>()
  rows.set(caseId, own)
  return own
}

const touched = <R extends Row>(view: View<R>, event: Recorded, own: CaseRows<R>): readonly (readonly [string, Key])[] => {
  const keys = view.rows(event)
  if (keys !== 'every') return keys.map((key) => [keyText(key), key] as const)
  return [...own].flatMap(([text, row]) => (row === null ? [] : [[text, keyOf(view, row)] as const]))
}

/**
 * The rows of a case, folded anew from its whole history with corrections applied and each person under one reference.
 * @param newest brings a correction's data to the newest shape of the type that it corrects
 */
export const refold = <R extends Row>(
  view: View<R>,
  history: readonly Recorded[],
  newest: (type: string, schemaVersion: number, data: unknown) => unknown,
): CaseRows<R> => {
  const rows: Rows<R> = new Map()
  const types = view.events === 'every' ? [] : view.events.map(({ type }) => type)
  const right = asOnePerson(standing(history, newest)).filter(({ type }) => types.includes(type))
  fold(view, right, rows)
  return history[0] ? rowsOfCase(rows, history[0].caseId) : new Map()
}

/** A history as it should have been recorded: a warning speaks of what a fact said when it was raised, and stands while the fact says that. */
export const standing = (
  history: readonly Recorded[],
  newest: (type: string, schemaVersion: number, data: unknown) => unknown,
): readonly Recorded[] => {
  const right = effective(history, newest) as readonly Recorded[]
  const fallen = fallenWarnings(history)
  return right.filter(({ id }) => !fallen.has(id))
}

const isOf = <T extends EventType>(type: T, event: Recorded): event is RecordedOf<T> => event.type === type.type

/** By all corrections, whether a view folds what they correct or not: it may fold the warning about it alone. */
const fallenWarnings = (history: readonly Recorded[]): ReadonlySet<string> => {
  const takenBack = new Set<string>()
  for (const event of history.toReversed())
    if (isOf(EventRetracted, event) && !takenBack.has(event.id)) takenBack.add(event.data.retractsId)
  const said = new Map<string, string>()
  const says = new Map<string, string>()
  const raised: { readonly id: string; readonly about: string; readonly when: string | undefined }[] = []
  for (const event of history)
    if (isOf(EventCorrected, event)) {
      said.set(event.data.correctsId, event.id)
      if (!takenBack.has(event.id)) says.set(event.data.correctsId, event.id)
    } else if (isOf(WarningRaised, event)) raised.push({ id: event.id, about: event.data.eventId, when: said.get(event.data.eventId) })
  return new Set(raised.filter(({ about, when }) => takenBack.has(about) || when !== says.get(about)).map(({ id }) => id))
}

export const isCorrection = ({ type }: { readonly type: string }): boolean => type === EventCorrected.type || type === EventRetracted.type
