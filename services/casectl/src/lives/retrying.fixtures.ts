import { setTimeout as pause } from 'node:timers/promises'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

/**
 * The last of several readings: the first one that is as wished, or one at the end of the time. What services follow by
 * themselves takes a moment; the pauses grow, so that many who wait do not slow down those for whom they wait.
 */
export const retrying = async <T>(withinMs: number, read: () => Promise<T>, isDone: (found: T) => boolean): Promise<T> => {
  const end = Date.now() + withinMs
  for (let next = FIRST_PAUSE_MS; ; next = Math.min(next * 1.5, LONGEST_PAUSE_MS)) {
    const found = await read()
    if (isDone(found) || Date.now() > end) return found
    await pause(next)
  }
}
