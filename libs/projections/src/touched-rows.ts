import { keyOf, keyText, rowsOfCase, type Rows } from './fold.ts'
import type { Recorded } from './recorded.ts'
import type { KeysByCase } from './table.ts'
import type { Key, Row, View } from './view.ts'

/** Rows that events may change: some by their keys, and all rows of some cases. */
export interface TouchedRows {
  readonly keys: KeysByCase
  readonly cases: readonly string[]
}

/** The rows that some events may change. @param cases whose rows may all change */
export const touchedRows = (view: View, events: readonly Recorded[], cases: Iterable<string> = []): TouchedRows => {
  const wholeCases = new Set<string>(cases)
  const keys = new Map<string, Map<string, Key>>()
  for (const event of events) {
    const touched = view.rows(event)
    if (touched === 'every') wholeCases.add(event.caseId)
    else {
      const own = keys.get(event.caseId) ?? new Map<string, Key>()
      keys.set(event.caseId, own)
      for (const key of touched) own.set(key.join('\0'), key)
    }
  }
  const single = [...keys].filter(([caseId]) => !wholeCases.has(caseId)).map(([caseId, own]) => [caseId, [...own.values()]] as const)
  return { keys: new Map(single), cases: [...wholeCases] }
}

/** Loaded rows by case and key. */
export const rowsByCase = <R extends Row>(view: View<R>, loaded: readonly R[]): Rows<R> => {
  const rows: Rows<R> = new Map()
  for (const row of loaded) rowsOfCase(rows, row.caseId).set(keyText(keyOf(view, row)), row)
  return rows
}
