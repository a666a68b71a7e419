/** A timer may come due this much before its time on the clock, in milliseconds: the next one is then a period later. */
const EARLY_MS = 10

/**
 * Milliseconds until the next whole multiple of a period on the clock of this process. What all services of a process
 * repeat then comes due together: an idle process is woken once for it, and PostgreSQL writes to the disk once.
 * @param now in milliseconds, on the same clock each time
 */
export const untilNextPeriod = (periodMs: number, now = performance.now()): number => {
  const left = periodMs - (now % periodMs)
  return left < Math.min(EARLY_MS, periodMs / 10) ? left + periodMs : left
}
