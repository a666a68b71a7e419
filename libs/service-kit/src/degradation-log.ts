import type { Readiness } from './health.controller.ts'
import type { Log } from './log.ts'
import type { ScheduledJob } from './scheduled-jobs.ts'

/** A reason stays the same while only numbers in it change, such as the seconds by which clocks differ. */
const identityOf = (reason: string): string => reason.replaceAll(/\d+/g, '#')

/**
 * Logs when a reason for which the service is degraded begins, and when it ends. Each is logged once two checks in a row
 * have found it, so that an interruption of seconds is not logged.
 */
export const logDegradation = (readiness: Readiness, log: Log): ScheduledJob => {
  let previous = new Set<string>()
  const logged = new Map<string, string>()
  return {
    name: 'log-degradation',
    everySeconds: 5,
    run: async () => {
      const { isStopping, missing, degradedReasons } = await readiness.state()
      if (isStopping) return
      const current = new Map(degradedReasons.map((reason) => [identityOf(reason), reason]))
      for (const [id, degradedReason] of current) {
        if (logged.has(id) || !previous.has(id)) continue
        logged.set(id, degradedReason)
        log.warn({ degradedReason }, 'degraded: something is late or refused until this ends; degradedReason says what to do')
      }
      // While a database is missing, some reasons cannot be found.
      for (const [id, degradedReason] of missing.length > 0 ? [] : logged) {
        if (current.has(id) || previous.has(id)) continue
        logged.delete(id)
        log.info({ degradedReason }, 'no longer degraded for this reason')
      }
      previous = new Set(current.keys())
    },
  }
}
