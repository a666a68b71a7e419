import { setTimeout as pause } from 'node:timers/promises'
import { ClocksDiffer, StoreOverloaded, StoreUnavailable } from '@case-timeline/event-store'

export const MAX_TRIES = 8

/** 40 ms, then twice as long before each further try. */
export const pauseAfter = (tries: number): Promise<void> => pause(20 * 2 ** tries)

/** Whether the same call may succeed later: the store is busy, restarts or does not answer. */
const mayPass = (error: unknown): boolean =>
  error instanceof StoreOverloaded || (error instanceof StoreUnavailable && !(error instanceof ClocksDiffer))

/** Repeats a call while the store does not answer it. @throws the error of the last try, or one that does not pass */
export const untilStoreRecovers = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++)
    try {
      return await call()
    } catch (error) {
      if (!mayPass(error) || tries === MAX_TRIES) throw error
      await pauseAfter(tries)
    }
}
