import type { AppendObserver } from '@case-timeline/event-store'
import { codeOf, rootMessageOf } from './start-failure.ts'

/** An observer that notes whether the event store records, which no reading shows. */
export interface AppendWatch extends AppendObserver {
  /** Why nothing is recorded although the event store answers, with what to do; empty after an append, or ten minutes without one. */
  degradedReasons(): readonly string[]
}

/** SQLSTATEs of a server that answers readers and writes nothing. */
const REMEDIES: Readonly<Record<string, string>> = {
  '53100': 'free space on the disk of its server',
  '58030': 'check the disk of its server',
  '25006': 'make it writable, or let EVENT_STORE_URL name the server that is',
}

/** Nobody may send a command when the cause is gone. The alert for what is degraded waits for five minutes. */
const LASTS_MS = 600_000

/**
 * Notes the outcome of each append of an observer.
 * @param now in milliseconds, of a clock that nobody sets
 */
export const watchAppends = (observer: AppendObserver, now = () => performance.now()): AppendWatch => {
  let refused: { readonly reason: string; readonly at: number } | undefined
  return {
    sent: (commands) => observer.sent(commands),
    around: (command, work) =>
      observer.around(command, async () => {
        try {
          const outcome = await work()
          if (outcome.outcome === 'appended') refused = undefined
          return outcome
        } catch (error) {
          const remedy = REMEDIES[codeOf(error) ?? '']
          if (remedy !== undefined)
            refused = { reason: `the event store answers and records nothing (${rootMessageOf(error)}): ${remedy}`, at: now() }
          throw error
        }
      }),
    degradedReasons: () => (refused && now() - refused.at < LASTS_MS ? [refused.reason] : []),
  }
}
