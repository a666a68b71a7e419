import type { StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import type { CommandContext } from './submitted-command.ts'
import { fold, continueFold, type Folded } from './state.ts'

/**
 * Brings a cached state up to date; returns the last event that was read, and the whole stream if it had to be read.
 */
export const refresh = async (
  { store, memory }: CommandContext,
  aggregate: Aggregate,
  stream: string,
  seen: Folded | undefined,
): Promise<{ folded: Folded; last: StoredEvent | undefined; history?: readonly StoredEvent[] }> => {
  const states = memory.statesOf(aggregate)
  const later = seen ? await store.readStream(stream, seen.revision) : []
  const advanced = seen && continueFold(aggregate, seen, later)
  if (advanced) {
    states.set(stream, advanced)
    return { folded: advanced, last: later.at(-1) }
  }
  const history = await store.readStream(stream)
  const folded = fold(aggregate, history)
  states.set(stream, folded)
  return { folded, last: history.at(-1), history }
}
