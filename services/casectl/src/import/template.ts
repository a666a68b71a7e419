import type { Directive, FromCase, FromColumn, GeneratedId, Template } from './mapping.ts'

/** Access to the values that the directives of a template name. */
export interface Cells {
  readonly row: (directive: FromColumn) => Filled
  readonly case: (directive: FromCase) => Filled
  readonly ref: (directive: GeneratedId) => Filled
}

/** A value, no value (an empty cell), or the column whose cell cannot be read, and why. */
export type Filled = { readonly value?: unknown } | { readonly unfitColumn: string; readonly reason: string }

export const isDirective = (template: Template): template is Directive =>
  typeof template === 'object' && !Array.isArray(template) && ('$column' in template || '$case' in template || '$ref' in template)

/** Whether a template gives the same value for every row. */
export const isConstant = (template: Template): boolean =>
  typeof template !== 'object' || (!isDirective(template) && Object.values(template).every(isConstant))

/** The columns that a template reads: of a row, of a case, and those of which only keyed ids are made. */
export interface ColumnsRead {
  readonly row: readonly string[]
  readonly case: readonly string[]
  readonly keyed: readonly string[]
}

export const columnsOf = (template: Template): ColumnsRead => {
  const none = { row: [], case: [], keyed: [] }
  if (typeof template !== 'object') return none
  if (isDirective(template)) {
    if ('$column' in template) return { ...none, row: [template.$column] }
    if ('$case' in template) return { ...none, case: [template.$case] }
    return template.from === undefined ? none : { ...none, keyed: [template.from] }
  }
  const parts = Object.values(template).map(columnsOf)
  const all = (kind: keyof ColumnsRead) => parts.flatMap((part) => part[kind])
  return { row: all('row'), case: all('case'), keyed: all('keyed') }
}

/** Fills a template from the cells of one row; a member whose cell is empty is left out. */
export const fillTemplate = (template: Template, cells: Cells): Filled => {
  if (typeof template !== 'object') return { value: template }
  if (isDirective(template)) {
    if ('$column' in template) return cells.row(template)
    if ('$case' in template) return cells.case(template)
    return cells.ref(template)
  }
  const members: [string, unknown][] = []
  for (const [name, part] of Object.entries(template)) {
    const filled = fillTemplate(part, cells)
    if ('reason' in filled) return filled
    if (filled.value !== undefined) members.push([name, filled.value])
  }
  return { value: Array.isArray(template) ? members.map(([, value]) => value) : Object.fromEntries(members) }
}
