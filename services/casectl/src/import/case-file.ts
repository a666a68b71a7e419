import { dirname, join } from 'node:path'
import { caseColumnsOf, placesOf } from './compile.ts'
import { csvRows } from './csv.ts'
import { InputRefused } from './input-refused.ts'
import type { Mapping } from './mapping.ts'
import type { CaseCells } from './plan.ts'

/**
 * The second file of a log, with one row per case; only the columns that the mapping reads are held in memory.
 * @param file stands in for the one that the mapping names beside the log
 * @throws InputRefused when it is missing, lacks a column, or has a case twice
 */
export const readCaseFile = async (log: string, mapping: Mapping, file?: string): Promise<CaseCells> => {
  if (!mapping.cases) return () => ''
  const path = file ?? join(dirname(log), mapping.cases.file)
  const wanted = caseColumnsOf(mapping)
  const byCase = new Map<string, readonly string[]>()
  let places: ReadonlyMap<string, number> | undefined
  for await (const { line, fields } of csvRows(path, mapping.delimiter)) {
    if (places === undefined) {
      places = placesOf({ file: path, names: fields }, [mapping.cases.case, ...wanted], mapping.delimiter)
      continue
    }
    const cell = (column: string) => fields[places?.get(column) ?? -1] ?? ''
    const caseName = cell(mapping.cases.case)
    if (byCase.has(caseName))
      throw new InputRefused('repeated-case', path, 'this case has a row already: the case file has one row per case', { line })
    byCase.set(caseName, wanted.map(cell))
  }
  if (places === undefined) throw new InputRefused('empty-file', path, 'the file has no header')
  return (caseName, column) => byCase.get(caseName)?.[wanted.indexOf(column)] ?? ''
}
