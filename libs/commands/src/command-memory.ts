import { rememberingSpans, type spanOf } from '@case-timeline/decider'
import { type EventStore, type ReadCase, rememberedOf, serialQueue } from '@case-timeline/event-store'
import { linkedCasesIn } from './linked-cases.ts'
import { personsMemory, type PersonsMemory } from './persons.ts'
import type { StoredLinkedCases } from './reading.ts'
import { rememberedCases, type RememberedCases } from './remembered-cases.ts'
import { handleOnce } from './repeats.ts'
import { stateCaches, type StatesOf } from './state-cache.ts'

/** The in-memory cache of a process for one store, to avoid reading it for each command. */
export interface CommandMemory {
  /** Runs work on the same stream sequentially. */
  readonly inSequence: <T>(stream: string, work: () => Promise<T>) => Promise<T>
  /** Handles a command once that is sent several times at the same time. */
  readonly handleOnce: ReturnType<typeof handleOnce>
  readonly statesOf: StatesOf
  /** What was recorded of a case before the call. */
  readonly readCase: (caseId: string) => Promise<ReadCase>
  /** The histories of the cases that are linked with a case. @throws like `linkedCasesIn` */
  readonly linkedCases: (caseId: string) => Promise<StoredLinkedCases>
  readonly persons: PersonsMemory
  /** Like `spanOf` of the decider. */
  readonly spanOf: typeof spanOf
}

/**
 * An empty memory for a store.
 * @param states that the process keeps; several stores of one process share them
 * @param cases that the process remembers, of all its stores; those of a service by default
 */
export const commandMemory = (store: EventStore, states: () => StatesOf = stateCaches(), cases?: RememberedCases): CommandMemory => {
  const statesOfLog = rememberedOf(store, states)
  return {
    inSequence: serialQueue(),
    handleOnce: handleOnce(),
    statesOf: (aggregate) => statesOfLog()(aggregate),
    readCase: rememberedCases(store, cases),
    linkedCases: linkedCasesIn(store),
    persons: personsMemory(),
    spanOf: rememberingSpans(),
  }
}
