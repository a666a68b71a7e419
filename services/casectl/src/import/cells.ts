import { Code, DecimalText, OccurredAt, Reference } from '@case-timeline/contracts'
import type { CellType, KeptType, Mapping } from './mapping.ts'

type Precision = Mapping['time']['precision']

const RULES = { code: Code, number: DecimalText, reference: Reference, date: OccurredAt } as const

const YES = new Set(['1', 'true', 'yes', 'y'])

/** A date as the source writes it, or its day where a time of day is only a filler. */
const dateText = (text: string, precision: Precision): string =>
  precision === 'day' ? text.replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/s, '$1') : text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')

/** The text of a cell as its type writes it, or nothing where it does not fit. */
export const keptText = (text: string, type: KeptType, precision: Precision): string | undefined => {
  const written = type === 'date' ? dateText(text, precision) : text
  return RULES[type].safeParse(written).success ? written : undefined
}

/** What a cell says to a command; `unfit` where it is not of its type. An empty cell says nothing. */
export const cellValue = (text: string, type: CellType, precision: Precision): { readonly value?: string | number | true } | 'unfit' => {
  if (text === '') return {}
  if (type === 'flag') return YES.has(text.toLowerCase()) ? { value: true } : {}
  const kept = keptText(text, type, precision)
  if (kept === undefined) return 'unfit'
  if (type !== 'number') return { value: kept }
  return Number.isSafeInteger(Number(kept)) ? { value: Number(kept) } : 'unfit'
}

/** A column's name as an attribute of an external fact writes it. */
export const attributeName = (column: string): string => column.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').replace(/^[^A-Za-z]+/, '')
