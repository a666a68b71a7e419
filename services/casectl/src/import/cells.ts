import { Code, DecimalText, OccurredAt, Reference } from '@case-timeline/contracts'
import type { CellType, KeptType, Mapping } from './mapping.ts'

type Precision = Mapping['time']['precision']

const SCHEMAS = { code: Code, number: DecimalText, reference: Reference, date: OccurredAt } as const

const TRUE_TEXTS = new Set(['1', 'true', 'yes', 'y'])

/** A date as the source writes it; with precision `day` without the time of day. */
const dateText = (text: string, precision: Precision): string =>
  precision === 'day' ? text.replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/s, '$1') : text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')

const MAX_KNOWN = 10_000
const MAX_KNOWN_LENGTH = 40

/** Whether texts are of a type. The cells of a column repeat, and a look-up is cheaper than a schema. */
const knownTexts = (schema: (typeof SCHEMAS)[KeptType]): ((text: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const { success } = schema.safeParse(text)
    if (known.size >= MAX_KNOWN) known.clear()
    if (text.length <= MAX_KNOWN_LENGTH) known.set(text, success)
    return success
  }
}

const IS_OF_TYPE = {
  code: knownTexts(SCHEMAS.code),
  number: knownTexts(SCHEMAS.number),
  reference: knownTexts(SCHEMAS.reference),
  date: knownTexts(SCHEMAS.date),
} as const

/** The text of a cell in the format of its type; `undefined` where it is not of that type. */
export const textOfType = (text: string, type: KeptType, precision: Precision): string | undefined => {
  const written = type === 'date' ? dateText(text, precision) : text
  return IS_OF_TYPE[type](written) ? written : undefined
}

/** The value of a cell for a command, or `unfit` where the text is not of the type. An empty cell has no value. */
export const cellValue = (text: string, type: CellType, precision: Precision): { readonly value?: string | number | true } | 'unfit' => {
  if (text === '') return {}
  if (type === 'flag') return TRUE_TEXTS.has(text.toLowerCase()) ? { value: true } : {}
  const typedText = textOfType(text, type, precision)
  if (typedText === undefined) return 'unfit'
  if (type !== 'number') return { value: typedText }
  return Number.isSafeInteger(Number(typedText)) ? { value: Number(typedText) } : 'unfit'
}

/** The name that a column gets as an attribute of an external fact. */
export const attributeName = (column: string): string => column.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').replace(/^[^A-Za-z]+/, '')

/** What a cell means in a mapping; `undefined` where the mapping does not say it. An empty cell means nothing. */
export const meaningOf = (text: string, values: Readonly<Record<string, string>> | undefined): string | undefined =>
  text === '' || values === undefined ? text : Object.hasOwn(values, text) ? values[text] : undefined
