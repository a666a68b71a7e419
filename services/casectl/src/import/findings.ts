import type { Plan, Unreadable } from './plan.ts'

/**
 * One kind of row or case that needs a look before the import: how many there are, and the line of the first as an
 * example. Has names of the mapping, never values of the file.
 */
export interface Finding extends Unreadable {
  readonly rows: number
  readonly line: number
}

/** What the plans of a log will come to, before anything is recorded. */
export interface PlanCounts {
  readonly rows: number
  /** Cases that a readable row of a named activity opens. */
  readonly cases: number
  readonly commands: number
  readonly external: number
  /** Unreadable rows of these cases: kept as external facts. */
  readonly unreadable: number
  /** Unreadable rows of no case: reported only. */
  readonly rejected: number
  /** The kinds of unreadable rows, the most frequent first. */
  readonly reasons: readonly Finding[]
  /** The kinds of rows without a command, by activity and agency. */
  readonly unmapped: readonly Finding[]
  /** Case columns with different cells within a case, and openings that a cell does not allow. */
  readonly ofCases: readonly Finding[]
}

/** Kinds of unmapped rows that are distinguished; a file of garbage can have any number. */
const MAX_KINDS = 50

const tally = () => {
  const found = new Map<string, { finding: Unreadable; rows: number; line: number }>()
  return {
    add: (line: number, finding: Unreadable, kind = JSON.stringify([finding.column, finding.reason])): void => {
      const key = found.has(kind) || found.size < MAX_KINDS ? kind : 'others'
      const before = found.get(key)
      found.set(key, { finding, rows: (before?.rows ?? 0) + 1, line: before?.line ?? line })
    },
    list: (): Finding[] =>
      [...found.values()]
        .map(({ finding: { column, reason }, rows, line }) => ({ rows, line, ...(column === undefined ? {} : { column }), reason }))
        .sort((a, b) => b.rows - a.rows || a.line - b.line),
  }
}

/** Collects what the check of a log finds. */
export const findings = () => {
  const [reasons, unmapped, ofCases] = [tally(), tally(), tally()]
  const opened = new Set<string>()
  /** Unreadable rows of cases that no readable row has opened so far. */
  const waiting = new Map<string, number>()
  const counts = { rows: 0, commands: 0, external: 0, unreadable: 0, rejected: 0 }
  return {
    opened,
    addOfCases: ofCases.add,
    addPlan: ({ line, caseName, command, unreadable, rejected, opensCase, external }: Plan, agency: string): void => {
      counts.rows++
      if (opensCase) opened.add(caseName)
      if (unreadable) {
        reasons.add(line, unreadable)
        if (rejected) counts.rejected++
        else waiting.set(caseName, (waiting.get(caseName) ?? 0) + 1)
        return
      }
      counts[command ? 'commands' : 'external']++
      if (!command) unmapped.add(line, { reason: 'no command for its activity and agency' }, JSON.stringify([external.activity, agency]))
    },
    counts: (): PlanCounts => {
      for (const [caseName, rows] of waiting) counts[opened.has(caseName) ? 'unreadable' : 'rejected'] += rows
      waiting.clear()
      return { ...counts, cases: opened.size, reasons: reasons.list(), unmapped: unmapped.list(), ofCases: ofCases.list() }
    },
  }
}
export type Findings = ReturnType<typeof findings>
