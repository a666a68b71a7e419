import { EventCorrected, EventRetracted, WarningRaised } from '@case-timeline/contracts'
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

/** A history as it should have been recorded: a warning about a fact falls with that fact's correction or retraction. */
export const standing = (
  history: readonly Recorded[],
  newest: (type: string, schemaVersion: number, data: unknown) => unknown,
): readonly Recorded[] => {
  const right = effective(history, newest) as readonly Recorded[]
  const fallen = spokenOf(history)
  return right.filter((event) => event.type !== WarningRaised.type || !fallen.has((event as RecordedOf<typeof WarningRaised>).data.eventId))
}

/** The facts that the corrections in force speak of, whether a view folds them or not: it may fold the warning about one alone. */
const spokenOf = (history: readonly Recorded[]): ReadonlySet<string> => {
  const corrections = history.filter(isCorrection) as readonly RecordedOf<typeof EventCorrected | typeof EventRetracted>[]
  const takenBack = new Set<string>()
  for (const one of corrections.toReversed())
    if (one.type === 'case.EventRetracted' && !takenBack.has(one.id)) takenBack.add(one.data.retractsId)
  const inForce = corrections.filter(({ id }) => !takenBack.has(id))
  return new Set(inForce.map((one) => (one.type === 'case.EventRetracted' ? one.data.retractsId : one.data.correctsId)))
}

export const isCorrection = ({ type }: { readonly type: string }): boolean => type === EventCorrected.type || type === EventRetracted.type
