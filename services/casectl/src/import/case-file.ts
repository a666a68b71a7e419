import { dirname, join } from 'node:path'
import { caseFileColumnsOf, columnPositions } from './compile.ts'
import { csvRows } from './csv.ts'
import { InputRefused } from './input-refused.ts'
import type { Mapping } from './mapping.ts'
import type { CaseCells } from './plan.ts'

/**
 * Reads the case file of a log, a second file with one row per case; keeps only the columns that the mapping reads in
 * memory.
 * @param file replaces the file in the log's folder that the mapping names
 * @throws InputRefused when the file is missing, lacks a column, or has a case twice
 */
export const readCaseFile = async (log: string, mapping: Mapping, file?: string): Promise<CaseCells> => {
  if (!mapping.cases) return () => ''
  const path = file ?? join(dirname(log), mapping.cases.file)
  const neededColumns = caseFileColumnsOf(mapping)
  const byCase = new Map<string, readonly string[]>()
  let positions: ReadonlyMap<string, number> | undefined
  for await (const { line, fields } of csvRows(path, mapping.delimiter)) {
    if (positions === undefined) {
      positions = columnPositions({ file: path, names: fields }, [mapping.cases.case, ...neededColumns], mapping.delimiter)
      continue
    }
    const cell = (column: string) => fields[positions?.get(column) ?? -1] ?? ''
    const caseName = cell(mapping.cases.case)
    if (byCase.has(caseName))
      throw new InputRefused('repeated-case', path, 'the case of this row has a row already: the case file must have one row per case', {
        line,
      })
    byCase.set(caseName, neededColumns.map(cell))
  }
  if (positions === undefined)
    throw new InputRefused('empty-file', path, 'the file has no header: add a first line with the names of the columns')
  return (caseName, column) => byCase.get(caseName)?.[neededColumns.indexOf(column)] ?? ''
}
