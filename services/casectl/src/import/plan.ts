import type { ExternalFactRecorded, FactOf } from '@case-timeline/contracts'
import { z } from 'zod'
import { attributeName, cellValue, keptText } from './cells.ts'
import type { Compiled, Rule } from './compile.ts'
import type { CsvRow } from './csv.ts'
import { NO_CASE, refOf, sourceIdOf } from './identity.ts'
import { type Cells, columnsOf, fill, isDirective } from './template.ts'

/** The cells of the case file, by case and column; nothing where the file has no such case. */
export type CaseCells = (caseName: string, column: string) => string

/** Why a row cannot be read as what the mapping takes it for. Names columns, never values. */
export interface Unreadable {
  readonly column?: string | undefined
  readonly reason: string
}

export type External = FactOf<typeof ExternalFactRecorded>['data']

/** What one row will become. `external` is how it is kept when it becomes no command, or a rule refuses it. */
export interface Plan {
  readonly line: number
  readonly caseName: string
  readonly sourceId: string
  readonly occurredAt?: string | undefined
  readonly command?: { readonly rule: Rule; readonly data: unknown }
  readonly unreadable?: Unreadable
  readonly external: External
  /** How many cells that are not empty are left behind, as a command or as an external fact. */
  readonly withheld: { readonly byCommand: number; readonly byExternal: number }
}

type Reading = Pick<Plan, 'command' | 'unreadable'>

/** What an external fact keeps of a row, by column. */
const keptOf = ({ mapping }: Compiled, cell: (column: string) => string): [string, External['attributes'][string]][] =>
  Object.entries(mapping.keep).flatMap(([column, type]) => {
    const value = keptText(cell(column), type, mapping.time.precision)
    return value === undefined ? [] : [[column, { type, value }]]
  })

/** Which column a broken member of a command's data came from. */
const columnBehind = ({ data }: Rule, member: PropertyKey | undefined): string | undefined => {
  const template = typeof member === 'string' ? data[member] : undefined
  if (template === undefined || !isDirective(template)) return undefined
  return '$column' in template ? template.$column : '$case' in template ? template.$case : undefined
}

const filled = (rule: Rule, cells: Cells): Reading => {
  const data = fill(rule.data, cells)
  if ('unfit' in data) return { unreadable: { column: data.unfit, reason: 'the cell is not of the type that the mapping gives it' } }
  const checked = z.safeParse(rule.command.data, data.value)
  if (checked.success) return { command: { rule, data: checked.data } }
  const member = checked.error.issues[0]?.path[0]
  const column = columnBehind(rule, member)
  const given = typeof member === 'string' && member in (data.value as object)
  return {
    unreadable: {
      column,
      reason: given ? `${rule.command.name} does not take this` : `the cell is empty, and ${rule.command.name} needs it`,
    },
  }
}

const cellsOf = ({ mapping, columns }: Compiled, fields: readonly string[], caseName: string, ofCase: CaseCells): Cells => {
  const read = (text: string, column: string, as: Parameters<Cells['row']>[1]) => {
    const value = cellValue(text, as, mapping.time.precision)
    return value === 'unfit' ? { unfit: column } : value
  }
  return {
    row: (column, as) => read(fields[columns.get(column) ?? -1] ?? '', column, as),
    case: (column, as) => read(ofCase(caseName, column), column, as),
    ref: (word) => refOf(mapping.source, caseName, word),
  }
}

/** The data of a command that is sent once for a case. */
export const planOpening = (compiled: Compiled, rule: Rule, caseName: string, ofCase: CaseCells): Reading =>
  filled(rule, cellsOf(compiled, [], caseName, ofCase))

/**
 * Plans the rows of a log, one after the other in the order of the file: what it has seen decides which occurrence
 * of its case and order a row is.
 */
export const rowPlanner = (compiled: Compiled, ofCase: CaseCells): ((row: CsvRow) => Plan) => {
  const { mapping, columns, width } = compiled
  const { case: caseColumn, order: orderColumn, activity: activityColumn, agency: agencyColumn, time: timeColumn } = mapping.columns
  const seen = new Map<string, number>()
  const nextOf = (key: string): number => {
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count
  }

  return ({ line, fields }) => {
    const whole = fields.length === width
    const cell = (column: string | undefined) => (whole && column !== undefined ? (fields[columns.get(column) ?? -1] ?? '') : '')
    const caseName = cell(caseColumn)
    const order = caseName === NO_CASE ? `line-${line}` : orderColumn === undefined ? String(nextOf(caseName)) : cell(orderColumn)
    const sourceId = sourceIdOf(mapping.source, caseName, order, nextOf(JSON.stringify([caseName, order])))
    const time = cellValue(cell(timeColumn), 'date', mapping.time.precision)
    const activity = keptText(cell(activityColumn), 'code', mapping.time.precision)
    const kept = keptOf(compiled, cell)

    const reading = (): Reading => {
      if (!whole) return { unreadable: { reason: `the row has ${fields.length} fields, the header ${width}` } }
      if (caseName === NO_CASE) return { unreadable: { column: caseColumn, reason: 'the cell is empty, and every row needs a case' } }
      if (activity === undefined) return { unreadable: { column: activityColumn, reason: 'the cell is not a code' } }
      if (time === 'unfit') return { unreadable: { column: timeColumn, reason: 'the cell is not a date' } }
      const rule = compiled.ruleFor(activity, cell(agencyColumn))
      return rule ? filled(rule, cellsOf(compiled, fields, caseName, ofCase)) : {}
    }
    const leftBehind = (...taken: readonly (string | undefined)[]): number => {
      const places = new Set(taken.map((column) => (column === undefined ? -1 : columns.get(column))))
      return fields.filter((text, place) => text !== '' && !places.has(place)).length
    }
    const read = reading()
    return {
      line,
      caseName,
      sourceId,
      occurredAt: time === 'unfit' || time.value === undefined ? undefined : String(time.value),
      ...read,
      external: {
        source: mapping.source,
        sourceId,
        activity: activity ?? 'unreadable',
        attributes: Object.fromEntries(kept.map(([column, value]) => [attributeName(column), value])),
      },
      withheld: {
        byCommand: leftBehind(
          caseColumn,
          orderColumn,
          activityColumn,
          agencyColumn,
          timeColumn,
          ...columnsOf(read.command?.rule.data ?? {}).row,
        ),
        byExternal: leftBehind(caseColumn, orderColumn, activityColumn, timeColumn, ...kept.map(([column]) => column)),
      },
    }
  }
}
