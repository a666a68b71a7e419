import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits for a condition. The limit is generous because test machines are busy.
 * @param what the condition in words, for the error
 * @throws if the condition is not true within the limit
 */
export const waitUntil = async (what: string, condition: () => Promise<boolean> | boolean, seconds = 40): Promise<void> => {
  const end = performance.now() + seconds * 1_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`this condition was not met within ${seconds} s: ${what}`)
    await pause(25)
  }
}
