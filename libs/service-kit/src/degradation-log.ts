import type { Readiness } from './health.controller.ts'
import type { Log } from './log.ts'
import type { ScheduledJob } from './scheduled-jobs.ts'

/** A reason stays the same while only numbers in it change, such as the seconds by which clocks differ. */
const identityOf = (reason: string): string => reason.replaceAll(/\d+/g, '#')

/** Says when a reason begins and when it ends. */
interface Announcements {
  began(reason: string): void
  ended(reason: string): void
}

/** Announces each reason once two checks in a row have found it, so that an interruption of seconds is not logged. */
const announced = ({ began, ended }: Announcements) => {
  let previous = new Set<string>()
  const said = new Map<string, string>()
  return (reasons: readonly string[], mayEnd: boolean): void => {
    const current = new Map(reasons.map((reason) => [identityOf(reason), reason]))
    for (const [id, reason] of current) {
      if (said.has(id) || !previous.has(id)) continue
      said.set(id, reason)
      began(reason)
    }
    for (const [id, reason] of mayEnd ? said : []) {
      if (current.has(id) || previous.has(id)) continue
      said.delete(id)
      ended(reason)
    }
    previous = new Set(current.keys())
  }
}

/** Logs when a reason for which the service is not ready or degraded begins, and when it ends. */
export const logDegradation = (readiness: Readiness, log: Log): ScheduledJob => {
  const notReady = announced({
    began: (missing) => log.error({ missing }, 'not ready: it cannot be reached, and until then nothing is recorded or shown'),
    ended: (missing) => log.info({ missing }, 'reached again'),
  })
  const degraded = announced({
    began: (degradedReason) =>
      log.warn({ degradedReason }, 'degraded: something is late or refused until this ends; degradedReason says what to do'),
    ended: (degradedReason) => log.info({ degradedReason }, 'no longer degraded for this reason'),
  })
  return {
    name: 'log-degradation',
    everySeconds: 5,
    run: async () => {
      const { isStopping, missing, degradedReasons } = await readiness.state()
      if (isStopping) return
      notReady(missing, true)
      // While a database is missing, some reasons cannot be found.
      degraded(degradedReasons, missing.length === 0)
    },
  }
}
