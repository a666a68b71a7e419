import type { CaseHistory, LinkedCases, Reading } from '@case-timeline/casework'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate, UnreadCommand } from './aggregate.ts'

/** The cases that are linked with a case, with their stored events; a case may have none yet. */
export interface StoredLinkedCases extends Omit<LinkedCases, 'cases'> {
  readonly cases: readonly { readonly caseId: string; readonly events: readonly StoredEvent[] }[]
}

const NOTHING: Reading<object> = { known: {}, read: [] }

/** The events that a command may read in addition to those of its case: of linked cases, and of streams outside the case. */
type OtherEvents = readonly [linked?: StoredLinkedCases, elsewhere?: readonly StoredEvent[]]

/**
 * The facts that a command of an aggregate reads of the case.
 * @param history of the case; of the stream, for a command that belongs to no case
 */
export const readingFor = (
  aggregate: Pick<Aggregate, 'commands'>,
  history: readonly StoredEvent[],
  command: UnreadCommand,
  ...others: OtherEvents
): Reading<unknown> => readingIn(aggregate, historyOf(history), command, ...others)

/** The same, where the history is known already. */
export const readingIn = (
  aggregate: Pick<Aggregate, 'commands'>,
  history: CaseHistory,
  command: UnreadCommand,
  ...[linked, elsewhere = []]: OtherEvents
): Reading<unknown> => {
  const entry = aggregate.commands[command.name]
  if (!entry?.reads) return NOTHING
  return entry.reads(history, command, {
    linked: linked && { ...linked, cases: linked.cases.map(({ events }) => historyOf(events)) },
    elsewhere: historyOf(elsewhere),
  })
}
