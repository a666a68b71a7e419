import type { LinkedCases, Reading } from '@case-timeline/casework'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate, UnreadCommand } from './aggregate.ts'

/** The cases that are linked with a case, with their stored events; a case may have none yet. */
export interface StoredLinkedCases extends Omit<LinkedCases, 'cases'> {
  readonly cases: readonly { readonly caseId: string; readonly events: readonly StoredEvent[] }[]
}

const NOTHING: Reading<object> = { known: {}, read: [] }

/**
 * The facts that a command of an aggregate reads of the case.
 * @param history of the case; of the stream, for a command that belongs to no case
 * @param elsewhere the events of the other streams that the command reads
 */
export const readingFor = (
  aggregate: Pick<Aggregate, 'commands'>,
  history: readonly StoredEvent[],
  command: UnreadCommand,
  linked?: StoredLinkedCases,
  elsewhere: readonly StoredEvent[] = [],
): Reading<unknown> => {
  const entry = aggregate.commands[command.name]
  if (!entry?.reads) return NOTHING
  return entry.reads(historyOf(history), command, {
    linked: linked && { ...linked, cases: linked.cases.map(({ events }) => historyOf(events)) },
    elsewhere: historyOf(elsewhere),
  })
}
