import { type ExternalFactRecorded, type FactOf, RecordImportedCase } from '@case-timeline/contracts'
import { z } from 'zod'
import { attributeName, cellValue, meaningOf, textOfType } from './cells.ts'
import type { Compiled, RowRule } from './compile.ts'
import type { CsvRow } from './csv.ts'
import { LONE_SURROGATE_MARK } from './utf8.ts'
import { type CaseIdentity, NO_CASE, sourceIdOf } from './identity.ts'
import type { FromColumn, Mapping } from './mapping.ts'
import { type Cells, columnsOf, type Filled, fillTemplate, isDirective } from './template.ts'

/** What is known of a whole case, by case and column; an empty text where nothing is. */
export type CaseCells = (caseName: string, column: string) => string

/** Why a row cannot be read as the mapping requires. Contains column names, never values. */
export interface Unreadable {
  readonly column?: string | undefined
  readonly reason: string
}

export type ExternalFact = FactOf<typeof ExternalFactRecorded>['data']

/**
 * How one row will be recorded: as `command`, or as `external` where it has no command or a rule refuses the command.
 */
export interface Plan {
  readonly line: number
  readonly caseName: string
  readonly caseId: string
  readonly sourceId: string
  readonly occurredAt?: string | undefined
  readonly command?: { readonly rule: RowRule; readonly data: unknown }
  readonly unreadable?: Unreadable
  /** An unreadable row of no case that a readable row opens: it is reported, and not recorded. */
  readonly rejected?: true
  /** Whether the row is a readable fact that the mapping names, so that it opens its case. */
  readonly opensCase: boolean
  readonly external: ExternalFact
  /** The number of cells with content that the command or the external fact does not contain. */
  readonly withheld: { readonly byCommand: number; readonly byExternal: number }
}

type RowReading = Pick<Plan, 'command' | 'unreadable'>

/** The cells of a row that an external fact keeps, by column. */
const keptCells = ({ mapping }: Compiled, cell: (column: string) => string): [string, ExternalFact['attributes'][string]][] =>
  Object.entries(mapping.keepColumns).flatMap(([column, type]) => {
    const value = textOfType(cell(column), type, mapping.time.precision)
    return value === undefined ? [] : [[column, { type, value }]]
  })

/** The column from which an invalid member of a command's data came. */
const sourceColumnOf = ({ data }: RowRule, member: PropertyKey | undefined): string | undefined => {
  const template = typeof member === 'string' ? data[member] : undefined
  if (template === undefined || !isDirective(template)) return undefined
  return '$column' in template ? template.$column : '$case' in template ? template.$case : undefined
}

const filledCommand = (rule: RowRule, cells: Cells): RowReading => {
  const data = fillTemplate(rule.data, cells)
  if ('reason' in data) return { unreadable: { column: data.unfitColumn, reason: data.reason } }
  const checked = z.safeParse(rule.command.data, data.value)
  if (checked.success) return { command: { rule, data: checked.data } }
  const member = checked.error.issues[0]?.path[0]
  const column = sourceColumnOf(rule, member)
  const given = typeof member === 'string' && member in (data.value as object)
  return {
    unreadable: {
      column,
      reason: given ? `${rule.command.name} does not accept this value` : `the cell is empty, and ${rule.command.name} needs it`,
    },
  }
}

const NOT_OF_TYPE = 'the cell is not of the type that the mapping requires'
const NO_MEANING = 'the cell has a text that the mapping does not have among its values: add it there, or correct the row'

const cellsOf = (
  { mapping, columns }: Compiled,
  fields: readonly string[],
  caseName: string,
  { refOf, refFrom }: CaseIdentity,
  ofCase: CaseCells,
): Cells => {
  const ofRow = (column: string) => fields[columns.get(column) ?? -1] ?? ''
  const read = (column: string, text: string, { as, values }: Pick<FromColumn, 'as' | 'values'>): Filled => {
    const meaning = meaningOf(text, values)
    if (meaning === undefined) return { unfitColumn: column, reason: NO_MEANING }
    const value = cellValue(meaning, as, mapping.time.precision)
    return value === 'unfit' ? { unfitColumn: column, reason: NOT_OF_TYPE } : value
  }
  return {
    row: (directive) => read(directive.$column, ofRow(directive.$column), directive),
    case: (directive) => read(directive.$case, ofCase(caseName, directive.$case), directive),
    ref: ({ $ref, from }) => {
      if (from === undefined) return { value: refOf($ref) }
      const text = mapping.caseColumns.includes(from) ? ofCase(caseName, from) : ofRow(from)
      return text.trim() === '' ? {} : { value: refFrom($ref, text) }
    },
  }
}

/** A command that is sent once for a case, or why it cannot be. */
export type OpeningReading = RowReading & { readonly rule: RowRule }

/** The command that records the id of a case in its source; undefined where the mapping does not allow it. */
export const planCaseId = ({ caseId: rule, mapping }: Compiled, caseName: string): OpeningReading | undefined => {
  if (rule === undefined) return undefined
  const { data } = RecordImportedCase.data.safeParse({ source: mapping.source, sourceId: caseName })
  if (data) return { rule, command: { rule, data } }
  const reason = 'the id has other characters than a reference (letters, digits, _ . / : + ~ -), and is not recorded'
  return { rule, unreadable: { column: mapping.columns.case, reason } }
}

/**
 * The commands that are sent once for a case: those that the mapping lists, and the one that records its id in the
 * source, if that can be recorded.
 */
export const planOpenings = (compiled: Compiled, caseName: string, identity: CaseIdentity, ofCase: CaseCells): OpeningReading[] => {
  const cells = cellsOf(compiled, [], caseName, identity, ofCase)
  const listed = compiled.openings.map((rule): OpeningReading => ({ rule, ...filledCommand(rule, cells) }))
  const caseId = planCaseId(compiled, caseName)
  return caseId?.command ? [...listed, caseId] : listed
}

/** What PostgreSQL cannot store and JSON cannot carry to every reader: U+0000, halves of characters, and no characters. */
const UNSTORABLE = new RegExp(`[\\0\\uffff${LONE_SURROGATE_MARK}]`)
const MAX_CASE_NAME = 500

/** Why nothing of a row can be trusted, its case included. */
const brokenRow = ({ mapping, columns, width }: Compiled, { fields, raw }: CsvRow): Unreadable | undefined => {
  if (fields.length !== width)
    return { reason: `the row has ${fields.length < width ? 'fewer' : 'more'} fields than the header, which has ${width}` }
  const place = UNSTORABLE.test(raw) ? fields.findIndex((text) => UNSTORABLE.test(text)) : -1
  if (place >= 0) {
    const [column] = [...columns].find(([, index]) => index === place) ?? []
    return { column, reason: 'a cell contains U+0000 or half of a character, which cannot be stored: export the row again, or correct it' }
  }
  const caseName = fields[columns.get(mapping.columns.case) ?? -1] ?? ''
  if (caseName.trim() === '') return { column: mapping.columns.case, reason: 'the cell is empty, and every row needs a case' }
  return caseName.length > MAX_CASE_NAME
    ? { column: mapping.columns.case, reason: `the id of the case has more than ${MAX_CASE_NAME} characters` }
    : undefined
}

/** The name of a row's case in its source. */
export const caseNameIn = (compiled: Compiled, row: CsvRow): string =>
  brokenRow(compiled, row) ? NO_CASE : (row.fields[compiled.columns.get(compiled.mapping.columns.case) ?? -1] ?? '')

const unknownActivity = ({ columns: { activity }, activities }: Mapping): Unreadable => ({
  column: activity,
  reason: activities
    ? 'the activity is not in the mapping: add it to "activities", or correct the row'
    : 'the activity is not a code (letters, digits, _ . -): give each activity of the log a code in "activities"',
})

/**
 * Plans the rows of a log. Stateful: call it with the rows in the order of the file, because it counts the occurrences
 * of each case and order.
 */
export const rowPlanner = (compiled: Compiled, ofCase: CaseCells): ((row: CsvRow, identity: CaseIdentity) => Plan) => {
  const { mapping, columns } = compiled
  const { case: caseColumn, order: orderColumn, activity: activityColumn, agency: agencyColumn, time: timeColumn } = mapping.columns
  const caseColumns = [...mapping.openings, ...mapping.commands].flatMap(({ data }) => columnsOf(data).case)
  const placesOf = (...names: readonly (string | undefined)[]): ReadonlySet<number | undefined> =>
    new Set(names.map((name) => (name === undefined ? undefined : columns.get(name))))
  const ofExternalFact = placesOf(caseColumn, orderColumn, activityColumn, timeColumn, ...caseColumns)
  const ofCommands = new Map<RowRule | undefined, ReturnType<typeof placesOf>>()
  const ofCommand = (rule: RowRule | undefined): ReturnType<typeof placesOf> => {
    const known = ofCommands.get(rule)
    if (known) return known
    const ofRow = columnsOf(rule?.data ?? {}).row
    const places = placesOf(caseColumn, orderColumn, activityColumn, agencyColumn, timeColumn, ...caseColumns, ...ofRow)
    ofCommands.set(rule, places)
    return places
  }
  const seen = new Map<string, number>()
  const nextOf = (key: string): number => {
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count
  }

  return (row, identity) => {
    const { line, fields } = row
    const broken = brokenRow(compiled, row)
    const cell = (column: string | undefined) =>
      broken === undefined && column !== undefined ? (fields[columns.get(column) ?? -1] ?? '') : ''
    const caseName = broken ? NO_CASE : cell(caseColumn)
    // A row without a readable case is identified by its line.
    const order = caseName === NO_CASE ? `line-${line}` : orderColumn === undefined ? String(nextOf(caseName)) : cell(orderColumn)
    const sourceId = sourceIdOf(mapping.source, caseName, order, nextOf(JSON.stringify([caseName, order])))
    const time = cellValue(cell(timeColumn), 'date', mapping.time.precision)
    const activity = compiled.activityOf(cell(activityColumn))
    const kept = keptCells(compiled, cell)

    const reading = (): RowReading => {
      if (broken) return { unreadable: broken }
      if (activity === undefined) return { unreadable: unknownActivity(mapping) }
      if (time === 'unfit') return { unreadable: { column: timeColumn, reason: 'the cell is not a date' } }
      const rule = compiled.ruleFor(activity.code, cell(agencyColumn))
      return rule ? filledCommand(rule, cellsOf(compiled, fields, caseName, identity, ofCase)) : {}
    }
    const countWithheld = (used: ReturnType<typeof placesOf>, alsoUsed?: ReturnType<typeof placesOf>): number =>
      fields.filter((text, place) => text !== '' && !used.has(place) && !alsoUsed?.has(place)).length
    const read = reading()
    return {
      line,
      caseName,
      caseId: identity.caseId,
      sourceId,
      occurredAt: time === 'unfit' || time.value === undefined ? undefined : String(time.value),
      ...read,
      ...(broken ? { rejected: true as const } : {}),
      opensCase: read.unreadable === undefined && (activity?.named ?? false),
      external: {
        source: mapping.source,
        sourceId,
        activity: activity?.code ?? 'unreadable',
        attributes: Object.fromEntries(kept.map(([column, value]) => [attributeName(column), value])),
      },
      withheld: {
        byCommand: countWithheld(ofCommand(read.command?.rule)),
        byExternal: countWithheld(ofExternalFact, placesOf(...kept.map(([column]) => column))),
      },
    }
  }
}
