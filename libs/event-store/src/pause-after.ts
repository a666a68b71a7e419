import { setTimeout as pause } from 'node:timers/promises'

const LONGEST_MS = 1_000

/**
 * Waits before the next attempt to reach a store, at most a second; resolves at once when the signal aborts.
 * @param failures the number of failures in a row before the last one
 */
export const pauseAfter = (failures: number, signal: AbortSignal): Promise<void> =>
  pause(Math.min(20 * 2 ** failures, LONGEST_MS), undefined, { signal }).catch(() => undefined)
