import { comparePositions } from '@case-timeline/contracts'
import { MS_BETWEEN_HINTS, spaced } from '../spaced.ts'

/**
 * Those who wait until a log is known further. They are woken together: at once, or 30 ms after they were woken before,
 * since each reading of the log costs a write of every view that it concerns.
 */
export interface Followers {
  /** The log is known up to a position. */
  moved(position: string): void
  /** Ends every wait: they begin again. */
  release(): void
  fail(error: unknown): void
  /** Waits until the log is known beyond a position. @throws what it failed with */
  beyond(position: string, signal: AbortSignal): Promise<void>
}

export const followers = (): Followers => {
  const waiting = new Set<{ proceed(): void; fail(error: unknown): void }>()
  let known = '0'
  /** As of the last wake: what came since then is read together with what comes next. */
  let announced = '0'
  const release = (): void => {
    announced = known
    for (const { proceed } of waiting) proceed()
  }
  const waking = spaced(MS_BETWEEN_HINTS, release)
  return {
    moved(position) {
      known = position
      waking.ask()
    },
    release,
    fail(error) {
      for (const { fail } of waiting) fail(error)
    },
    beyond: (position, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted || comparePositions(announced, position) > 0) return resolve()
        const leave = (): void => {
          waiting.delete(follower)
          signal.removeEventListener('abort', follower.proceed)
        }
        const follower = {
          proceed: (): void => {
            leave()
            resolve()
          },
          fail: (error: unknown): void => {
            leave()
            reject(error as Error)
          },
        }
        waiting.add(follower)
        signal.addEventListener('abort', follower.proceed)
      }),
  }
}
