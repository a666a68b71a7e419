import { setTimeout as pause } from 'node:timers/promises'

/** Waits for something that will come about, however busy the machine is; says what did not when it never does. */
export const until = async (what: string, comesAbout: () => Promise<boolean> | boolean, seconds = 40): Promise<void> => {
  const end = performance.now() + seconds * 1_000
  while (!(await comesAbout())) {
    if (performance.now() > end) throw new Error(`it did not come about within ${seconds} s that ${what}`)
    await pause(25)
  }
}
