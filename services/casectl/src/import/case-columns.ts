import type { Compiled } from './compile.ts'
import type { CsvRow } from './csv.ts'
import type { Findings } from './findings.ts'
import { NO_CASE } from './identity.ts'
import { type CaseCells, caseNameIn } from './plan.ts'

/** No longer text is a code, a reference, a number or a date, and a name that is longer is no name. */
const MAX_KEPT = 500

/**
 * Collects the columns of a log that hold for a case as a whole. Call `read` with every row before a cell is used: the
 * first row of a case that has a cell decides, and a row with another one is a finding.
 */
export const caseColumns = (compiled: Compiled, { addOfCases }: Findings) => {
  const names = compiled.mapping.caseColumns
  const byCase = new Map<string, string[]>()
  return {
    read: (row: CsvRow): void => {
      if (names.length === 0) return
      const caseName = caseNameIn(compiled, row)
      if (caseName === NO_CASE) return
      const known = byCase.get(caseName) ?? names.map(() => '')
      byCase.set(caseName, known)
      names.forEach((column, index) => {
        const text = (row.fields[compiled.columns.get(column) ?? -1] ?? '').slice(0, MAX_KEPT)
        if (known[index] === '') known[index] = text
        else if (text !== '' && text !== known[index])
          addOfCases(row.line, { column, reason: 'the cell differs from that of an earlier row of its case, which counts' })
      })
    },
    cells: ((caseName, column) => byCase.get(caseName)?.[names.indexOf(column)] ?? '') satisfies CaseCells,
    has: (column: string): boolean => names.includes(column),
  }
}
