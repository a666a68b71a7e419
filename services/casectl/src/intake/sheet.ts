import { AssessNeeds, AssessRisk, bulkRow, type CommandType, OpenSupportCase, PersonRef } from '@case-timeline/contracts'
import { isAfter } from '@case-timeline/decider'
import { idForImport } from '@case-timeline/event-store'
import { textOfType } from '../import/cells.ts'
import type { CsvRow } from '../import/csv.ts'
import { InputRefused } from '../import/input-refused.ts'
import { type DayForm, isoDay, isOfBuddhistEra, reasonOfLocalDay } from './local-days.ts'

type Kind = 'text' | 'list' | 'yesOrNo' | 'day'

interface Field {
  readonly column: string
  readonly member: string
  readonly kind: Kind
}

/** A command that a row may send, with the columns of its data. Its keys end with its `suffix`: never change it. */
interface Step {
  readonly command: CommandType
  readonly suffix: string
  /** Sent for every row; otherwise only for a row with a cell for it. */
  readonly always: boolean
  readonly fields: readonly Field[]
  /** What else is sent of a person with a reference, for whom support may have begun without it. */
  readonly ofKnownPerson?: readonly Field[]
  readonly constant: Readonly<Record<string, unknown>>
}

const field = (column: string, kind: Kind = 'text', member: string = column): Field => ({ column, member, kind })

/** What a row records, in this order. */
export const STEPS: readonly Step[] = [
  {
    ...{ command: OpenSupportCase, suffix: 'open', always: true, constant: {} },
    fields: [field('origin'), field('ageBand'), field('language'), field('urgentNeeds', 'list')],
  },
  {
    ...{ command: AssessNeeds, suffix: 'needs', always: false, constant: { accommodations: [] } },
    ofKnownPerson: [field('urgentNeeds', 'list')],
    fields: [field('voluntary', 'yesOrNo'), field('nationality'), field('accommodations', 'list'), field('readyToSpeak')],
  },
  {
    ...{ command: AssessRisk, suffix: 'risk', always: false, constant: {} },
    fields: [field('risk', 'text', 'level'), field('riskReviewBy', 'day', 'reviewBy')],
  },
]

const IDENTITY = ['row', 'personRef', 'occurredAt'] as const

/** The columns of a sheet, in the order of the template. */
export const COLUMNS: readonly string[] = [...IDENTITY, ...STEPS.flatMap(({ fields }) => fields.map(({ column }) => column))]
const REQUIRED: readonly string[] = ['row', 'origin']

const ROW_ID = /^[A-Za-z0-9._~-]{1,60}$/
const YES = new Set(['yes', 'y', '1', 'true'])
const NO = new Set(['no', 'n', '0', 'false'])

/** Where a sheet belongs. */
export interface SheetIdentity {
  readonly caseId: string
  /** The name of the sheet: rows of two sheets are the same rows if sheet, case and row id are. */
  readonly sheet: string
  readonly zone?: string | undefined
  readonly dates: DayForm
  /** When the sheet is read: RFC 3339 in UTC. */
  readonly now: string
}

/** A command of a row, ready to be sent. */
export interface RowCommand {
  readonly step: Step
  /** The row of the bulk request. */
  readonly sent: { readonly key: string; readonly data: unknown }
}

/** A cell because of which a row cannot be sent, and why. Never its value. */
export interface UnreadableCell {
  readonly column?: string | undefined
  readonly reason: string
}

/** A row of a sheet: the person and the commands, or why it cannot be read. */
export type SheetRow = { readonly line: number; readonly row?: string | undefined } & (
  | {
      readonly personRef: string
      /** Whether the reference was made for this row: before it, nothing is recorded about the person. */
      readonly isNewPerson: boolean
      readonly commands: readonly RowCommand[]
    }
  | { readonly unreadable: UnreadableCell }
)

/** The places of the columns of a sheet. @throws InputRefused for a header that is not that of a sheet */
export const columnsOf = (file: string, header: readonly string[]): ReadonlyMap<string, number> => {
  const places = new Map<string, number>()
  if (header.length === 1 && /[,;\t|]/.test(header[0] ?? ''))
    throw new InputRefused('wrong-delimiter', file, 'the header is one cell: say by which character cells are separated: --delimiter', {
      line: 1,
    })
  for (const [place, cell] of header.entries()) {
    const name = cell.trim()
    // A spreadsheet saves columns that once had something.
    if (name === '' && header.slice(place).every((other) => other.trim() === '')) continue
    if (places.has(name))
      throw new InputRefused('repeated-column', file, `the column ${place + 1} repeats the name of another`, { line: 1 })
    const meant = COLUMNS.find((column) => column !== name && column.toLowerCase() === name.toLowerCase())
    if (meant !== undefined)
      throw new InputRefused('unknown-column', file, `name column ${place + 1} ${meant}, in these letters`, { line: 1 })
    if (!COLUMNS.includes(name))
      throw new InputRefused(
        'unknown-column',
        file,
        `column ${place + 1} is none of a sheet: remove it, since nothing but ${COLUMNS.join(', ')} is recorded; names of people do not belong in it`,
        { line: 1 },
      )
    places.set(name, place)
  }
  for (const name of REQUIRED)
    if (!places.has(name))
      throw new InputRefused('missing-column', file, `the column ${name} is missing: casectl intake template`, { line: 1 })
  return places
}

type Cell = (column: string) => string

/** The value of a cell; `unfit` where it is not of its kind. An empty cell has none. */
const valueOf = (text: string, kind: Kind, dates: DayForm): { readonly value?: unknown } | 'unfit' => {
  if (text === '') return {}
  if (kind === 'text') return { value: text }
  if (kind === 'day') return { value: isoDay(text, dates) }
  if (kind === 'list') return { value: text.split(/[\s,;|]+/).filter((part) => part !== '') }
  const word = text.toLowerCase()
  return YES.has(word) ? { value: true } : NO.has(word) ? { value: false } : 'unfit'
}

const BUDDHIST_YEAR =
  'has a year that has not come yet: if it is of the Buddhist era, write 2026 for 2569, or use --dates thai for days such as 20/11/2569'

const columnOf = ({ fields }: Step, path: readonly PropertyKey[]): string | undefined => {
  const [first, member] = path
  if (first !== 'data') return first === 'occurredAt' ? 'occurredAt' : undefined
  return member === 'personRef' ? 'personRef' : fields.find((one) => one.member === member)?.column
}

const commandOf = (
  step: Step,
  cell: Cell,
  {
    personRef,
    key,
    occurred,
    isNewPerson,
    identity: { dates, now },
  }: {
    readonly personRef: string
    readonly key: string
    readonly occurred: object
    readonly isNewPerson: boolean
    readonly identity: SheetIdentity
  },
): RowCommand | UnreadableCell => {
  const data: Record<string, unknown> = { personRef, ...step.constant }
  for (const { column, member, kind } of [...step.fields, ...((isNewPerson ? undefined : step.ofKnownPerson) ?? [])]) {
    const found = valueOf(cell(column), kind, dates)
    if (found === 'unfit') return { column, reason: 'must be yes or no' }
    if (kind === 'day' && isOfBuddhistEra(String(found.value), now)) return { column, reason: BUDDHIST_YEAR }
    if (found.value !== undefined) data[member] = found.value
  }
  const sent = { key: `${key}:${step.suffix}`, ...occurred, data }
  const { error } = bulkRow(step.command).safeParse(sent)
  const [issue] = error?.issues ?? []
  if (!issue) return { step, sent }
  const column = columnOf(step, issue.path)
  const text = column === undefined ? undefined : cell(column)
  if (text === '') return { column, reason: `the cell is empty, and ${step.command.name} needs it` }
  const isDay = step.fields.some((one) => one.column === column && one.kind === 'day')
  return { column, reason: (isDay && text !== undefined && reasonOfLocalDay(text, dates)) || issue.message }
}

const NO_DATE = 'must be YYYY, YYYY-MM, YYYY-MM-DD, or a time with its offset, as 2026-11-20T14:30:00+08:00'

const notComeYet = (occurredAt: string, zone: string | undefined, now: string): string => {
  if (isOfBuddhistEra(occurredAt, now)) return BUDDHIST_YEAR
  return `has not come yet${zone === undefined ? ' in UTC: is it the date of another time zone? --zone' : ''}`
}

/**
 * Reads the rows of a sheet. The reference of a person, and the keys of the commands, follow from the case, the sheet
 * and the row's own id, so that a row that is sent again is the same; without the id of the case nobody computes them.
 */
export const rowReader = (identity: SheetIdentity, columns: ReadonlyMap<string, number>) => {
  const { caseId, sheet, zone, dates, now } = identity
  const lineOfRow = new Map<string, number>()
  return ({ line, fields }: CsvRow): SheetRow => {
    const cell: Cell = (column) => fields[columns.get(column) ?? -1]?.trim() ?? ''
    const row = cell('row')
    const unreadable = (reason: string, column?: string): SheetRow => ({
      line,
      ...(ROW_ID.test(row) ? { row } : {}),
      unreadable: { ...(column === undefined ? {} : { column }), reason },
    })
    if (fields.slice(Math.max(...columns.values()) + 1).some((text) => text.trim() !== ''))
      return unreadable('the row has more cells than the header: is a cell with a comma not in quotes?')
    if (!ROW_ID.test(row))
      return unreadable(row === '' ? 'the cell is empty: give each row an id' : 'use A-Z a-z 0-9 . _ ~ -, up to 60', 'row')
    const firstLine = lineOfRow.get(row)
    if (firstLine !== undefined) return unreadable(`line ${firstLine} has the same id: give each row its own`, 'row')
    lineOfRow.set(row, line)
    const stated = cell('personRef')
    if (stated !== '' && !PersonRef.safeParse(stated).success) return unreadable('must be a reference of a person: a UUID', 'personRef')
    const personRef = stated === '' ? idForImport('person', caseId, `${sheet} ${row}`) : stated
    const date = cell('occurredAt')
    const occurredAt = date === '' ? undefined : textOfType(isoDay(date, dates), 'date', 'written')
    if (date !== '' && occurredAt === undefined) return unreadable(reasonOfLocalDay(date, dates) ?? NO_DATE, 'occurredAt')
    // Not sent: a refusal is recorded under the key of the row, which could not be sent with another date then.
    if (occurredAt !== undefined && isAfter(occurredAt, zone, now)) return unreadable(notComeYet(occurredAt, zone, now), 'occurredAt')
    const occurred = occurredAt === undefined ? {} : { occurredAt, ...(zone === undefined ? {} : { occurredZone: zone }) }
    const commands: RowCommand[] = []
    for (const step of STEPS) {
      if (!step.always && step.fields.every(({ column }) => cell(column) === '')) continue
      const key = `intake:${idForImport('intake', caseId, `${sheet} ${row}`)}`
      const command = commandOf(step, cell, { personRef, key, occurred, isNewPerson: stated === '', identity })
      if ('reason' in command) return unreadable(command.reason, command.column)
      commands.push(command)
    }
    return { line, row, personRef, isNewPerson: stated === '', commands }
  }
}
