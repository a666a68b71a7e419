import type { Comparison, Purpose as SecondTable } from '@case-timeline/projections'

/** What can be done to views. */
export const PURPOSES = ['rebuild', 'verify', 'rollback', 'retire'] as const
export type Purpose = (typeof PURPOSES)[number]

/** `refused`: a view differs from what was rebuilt, and nobody accepted that; or there is nothing to restore. */
export const STATES = ['running', 'done', 'refused', 'failed', 'cancelled'] as const
export type State = (typeof STATES)[number]

/** How an operation works. */
export interface OperationOptions {
  /** Maximum number of events a second. */
  readonly rate?: number | undefined
  /** Maximum part of the time in which it works. */
  readonly share?: number | undefined
  /** Of a verification: the part of the cases that it compares. */
  readonly sample?: number | undefined
  /** Of a rebuild: whether it begins again, also where an interrupted one could be continued. */
  readonly fromStart?: boolean | undefined
  /** Of a rebuild: why rows may differ from those before. Absent: they may not. */
  readonly acceptDifferences?: string | undefined
}

/** How a view differed. Stored: an earlier release did not count the cases. */
export interface Compared extends Omit<Comparison, 'differingCases'>, Partial<Pick<Comparison, 'differingCases'>> {
  readonly sample?: { readonly share: number; readonly seed: string } | undefined
}

/** What an operation did to one view. */
export interface ViewResult {
  readonly view: string
  readonly version: number
  readonly state: Exclude<State, 'running'>
  readonly position?: string | undefined
  readonly events?: number | undefined
  readonly seconds?: number | undefined
  /** For how long the writer of the view was locked out, in milliseconds. */
  readonly lockedMs?: number | undefined
  readonly continuedFrom?: string | undefined
  readonly compared?: Compared | undefined
  /** Who accepted that rows differ, and why. */
  readonly accepted?: { readonly by: string; readonly because: string } | undefined
  /** Of what was retired: the second tables that there were. */
  readonly retired?: readonly SecondTable[] | undefined
  readonly reason?: string | undefined
}

/** An operation on views, in whichever replica it runs. */
export interface ViewOperation {
  readonly id: string
  readonly purpose: Purpose
  readonly views: readonly string[]
  readonly options: OperationOptions
  readonly state: State
  readonly requestedBy: string
  readonly requestedAt: string
  readonly cancelledBy?: string | undefined
  readonly endedAt?: string | undefined
  /** Events that it has read, also before it was interrupted. */
  readonly events: number
  readonly position?: string | undefined
  readonly end?: string | undefined
  /** Events a second, and the time that is left, as it was measured. */
  readonly rate?: number | undefined
  readonly secondsLeft?: number | undefined
  readonly results: readonly ViewResult[]
  /** Why it ended as it did, or, while it runs, for what it waits. */
  readonly reason?: string | undefined
}
