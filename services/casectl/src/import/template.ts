import type { CellType, Directive, Template } from './mapping.ts'

/** Where the cells that a template names come from. */
export interface Cells {
  readonly row: (column: string, as: CellType) => Filled
  readonly case: (column: string, as: CellType) => Filled
  readonly ref: (word: string) => string
}

/** A value, nothing (an empty cell), or the column whose cell is not of its type. */
export type Filled = { readonly value?: unknown } | { readonly unfit: string }

export const isDirective = (template: Template): template is Directive =>
  typeof template === 'object' && !Array.isArray(template) && ('$column' in template || '$case' in template || '$ref' in template)

/** Whether a template says the same for every row. */
export const isConstant = (template: Template): boolean =>
  typeof template !== 'object' || (!isDirective(template) && Object.values(template).every(isConstant))

/** The columns of the log (`row`) and of the case file (`case`) that a template reads. */
export const columnsOf = (template: Template): { readonly row: readonly string[]; readonly case: readonly string[] } => {
  if (typeof template !== 'object') return { row: [], case: [] }
  if (isDirective(template))
    return { row: '$column' in template ? [template.$column] : [], case: '$case' in template ? [template.$case] : [] }
  const parts = Object.values(template).map(columnsOf)
  return { row: parts.flatMap(({ row }) => row), case: parts.flatMap((part) => part.case) }
}

/** Fills a template from the cells of one row; a member whose cell is empty is left out. */
export const fill = (template: Template, cells: Cells): Filled => {
  if (typeof template !== 'object') return { value: template }
  if (isDirective(template)) {
    if ('$column' in template) return cells.row(template.$column, template.as)
    if ('$case' in template) return cells.case(template.$case, template.as)
    return { value: cells.ref(template.$ref) }
  }
  const members: [string, unknown][] = []
  for (const [name, part] of Object.entries(template)) {
    const filled = fill(part, cells)
    if ('unfit' in filled) return filled
    if (filled.value !== undefined) members.push([name, filled.value])
  }
  return { value: Array.isArray(template) ? members.map(([, value]) => value) : Object.fromEntries(members) }
}
