import { EventCorrected, EventRetracted, type EventType, WarningRaised } from '@case-timeline/contracts'
import { asOnePerson, effective, withoutVoidCorrections } from '@case-timeline/casework'
import type { Recorded, RecordedOf } from './recorded.ts'
import { type Key, rememberingView, type Row, type View } from './view.ts'

/** The rows of one case by their key; null: known to be absent. */
export type CaseRows<R extends Row> = Map<string, R | null>

/** Rows in memory, by case. */
export type Rows<R extends Row> = Map<string, CaseRows<R>>

/** The rows that a fold changed: case and key. */
export type ChangedRows = Map<string, Set<string>>

/** The text of a row's key, by which rows in memory are found. */
export const keyText = (key: Key): string => JSON.stringify(key)

/** The key of a row, in the order of `View.key`. */
export const keyOf = <R extends Row>({ key }: View<R>, row: R): Key =>
  key.map((column) => String((row as Readonly<Record<string, unknown>>)[column]))

/** Notes that the row of a key changed. */
export const noteChange = (changed: ChangedRows, caseId: string, key: string): void => {
  const keys = changed.get(caseId)
  if (keys) keys.add(key)
  else changed.set(caseId, new Set([key]))
}

/**
 * Folds events over the rows that they touch, in memory.
 * @param rows the current rows, changed in place; a row that is not among them is assumed absent
 * @param onChange receives each change of a row, and may keep it: the event, the text of the row's key, the row after and before the event
 * @returns the keys of the changed rows
 */
export const fold = <R extends Row>(
  view: View<R>,
  events: readonly Recorded[],
  rows: Rows<R>,
  onChange?: (event: Recorded, key: string, after: R | null, before: R | undefined) => void,
): ChangedRows => {
  const changed: ChangedRows = new Map()
  for (const event of events) {
    const own = rowsOfCase(rows, event.caseId)
    for (const [text, key] of touched(view, event, own)) {
      const before = own.get(text) ?? undefined
      const isOwn = onChange === undefined && changed.get(event.caseId)?.has(text) === true
      const after = view.evolve(before, event, key, isOwn)
      if (after === (before ?? null)) continue
      own.set(text, after)
      noteChange(changed, event.caseId, text)
      onChange?.(event, text, after, before)
    }
  }
  return changed
}

export const rowsOfCase = <R extends Row>(rows: Rows<R>, caseId: string): CaseRows<R> => {
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
 * The rows of a case, refolded from its whole history with corrections applied and one reference for each person.
 * @param newest upcasts a correction's data to the newest version of the type that it corrects; undefined: it does not fit it
 */
export const refold = <R extends Row>(
  view: View<R>,
  history: readonly Recorded[],
  newest: (type: string, schemaVersion: number, data: unknown) => unknown,
): CaseRows<R> => {
  const rows: Rows<R> = new Map()
  const types = view.events === 'every' ? [] : view.events.map(({ type }) => type)
  const effectiveHistory = asOnePerson(effectiveFacts(history, newest)).filter(({ type }) => types.includes(type))
  fold(rememberingView(view, history), effectiveHistory, rows)
  const [first] = history
  if (first === undefined) return new Map()
  const own = rowsOfCase(rows, first.caseId)
  const left = effectiveHistory.length === 0 ? view.afterAllIsRetracted?.(history) : undefined
  return left ? own.set(keyText(keyOf(view, left)), left) : own
}

/**
 * The effective facts of a history. A warning is about the data that a fact had when the warning was raised, and is in
 * force as long as the fact has that data.
 */
export const effectiveFacts = (
  history: readonly Recorded[],
  newest: (type: string, schemaVersion: number, data: unknown) => unknown,
): readonly Recorded[] => {
  const effectiveHistory = effective(history, newest) as readonly Recorded[]
  const obsolete = obsoleteWarnings(withoutVoidCorrections(history, newest) as readonly Recorded[])
  return effectiveHistory.filter(({ id }) => !obsolete.has(id))
}

const isOf = <T extends EventType>(type: T, event: Recorded): event is RecordedOf<T> => event.type === type.type

/**
 * The ids of warnings that are no longer in force. All corrections count, also those of types that a view does not
 * fold: it may fold only the warnings about them.
 */
const obsoleteWarnings = (history: readonly Recorded[]): ReadonlySet<string> => {
  const retracted = new Set<string>()
  // Backwards, because a retraction that was itself retracted later has no effect.
  for (const event of history.toReversed())
    if (isOf(EventRetracted, event) && !retracted.has(event.id)) retracted.add(event.data.retractsId)
  const correctionsSoFar = new Map<string, string>()
  const effectiveCorrections = new Map<string, string>()
  const raised: { readonly id: string; readonly about: string; readonly correctionId: string | undefined }[] = []
  for (const event of history)
    if (isOf(EventCorrected, event)) {
      correctionsSoFar.set(event.data.correctsId, event.id)
      if (!retracted.has(event.id)) effectiveCorrections.set(event.data.correctsId, event.id)
    } else if (isWarning(event))
      raised.push({ id: event.id, about: event.data.eventId, correctionId: correctionsSoFar.get(event.data.eventId) })
  return new Set(
    raised
      .filter(({ about, correctionId }) => retracted.has(about) || correctionId !== effectiveCorrections.get(about))
      .map(({ id }) => id),
  )
}

export const isWarning = (event: Recorded): event is RecordedOf<typeof WarningRaised> => isOf(WarningRaised, event)

export const isCorrection = ({ type }: { readonly type: string }): boolean => type === EventCorrected.type || type === EventRetracted.type
