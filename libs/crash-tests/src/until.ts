import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 90_000

/** Waits until a condition holds. @throws after that time, by default a minute and a half, with what was waited for */
export const until = async (what: string, condition: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> => {
  for (const end = Date.now() + patienceMs; !(await condition()); await pause(50))
    if (Date.now() > end) throw new Error(`not within ${patienceMs / 1_000} s: ${what}`)
}
