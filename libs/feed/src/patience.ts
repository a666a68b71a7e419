import { LogWentBack } from '@case-timeline/event-store'
import { backoffMs, sleepUnlessAborted } from './election.ts'
import { isTransient } from './transient.ts'

/**
 * Repeats an operation, with the pauses of a live consumer, while it fails because of the environment and not of its
 * events; until the signal aborts. A log that went back is not repeated: what was read before may be lost.
 * @param operation gets the number of failures so far
 */
export const patiently = async <T>(signal: AbortSignal, operation: (failures: number) => Promise<T>): Promise<T> => {
  for (let failures = 0; ; failures += 1)
    try {
      return await operation(failures)
    } catch (error) {
      if (signal.aborted || !isTransient(error) || error instanceof LogWentBack) throw error
      await sleepUnlessAborted(backoffMs(failures), signal)
    }
}
