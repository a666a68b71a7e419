import type { Readiness } from './health.controller.ts'
import type { Log } from './log.ts'
import type { ScheduledJob } from './scheduled-jobs.ts'

/**
 * A reason stays the same while only numbers in it change, such as the seconds by which clocks differ, or the message of
 * the server in parentheses: of a full disk it names now this file and now that one.
 */
const identityOf = (reason: string): string => reason.replace(/\(.*\)/, '').replaceAll(/\d+/g, '#')

/** How long a reason must be there, or be gone, to be logged: an interruption of seconds is not. */
const LASTING_MS = 5_000

/** Says when a reason begins and when it ends. */
interface Announcements {
  began(reason: string): void
  ended(reason: string): void
}

const announced = ({ began, ended }: Announcements) => {
  const said = new Map<string, string>()
  /** Since when a reason has been otherwise than was said. */
  const changed = new Map<string, number>()
  const hasLasted = (id: string, now: number): boolean => {
    const since = changed.get(id) ?? now
    changed.set(id, since)
    return now - since >= LASTING_MS
  }
  return (reasons: readonly string[], now: number, mayEnd = true): void => {
    const current = new Map(reasons.map((reason) => [identityOf(reason), reason]))
    for (const id of changed.keys()) if (current.has(id) === said.has(id)) changed.delete(id)
    for (const [id, reason] of current)
      if (!said.has(id) && hasLasted(id, now)) {
        said.set(id, reason)
        changed.delete(id)
        began(reason)
      }
    for (const [id, reason] of mayEnd ? said : [])
      if (!current.has(id) && hasLasted(id, now)) {
        said.delete(id)
        changed.delete(id)
        ended(reason)
      }
  }
}

/** A readiness that logs what it finds, and the job that asks it where nobody else does. */
export interface LoggedReadiness {
  readonly readiness: Readiness
  readonly job: ScheduledJob
}

/**
 * Logs when a reason for which the service is not ready or degraded begins, and when it ends: whenever somebody asks for
 * the readiness, as a cluster and Prometheus do, and every half minute.
 * @param now in milliseconds, of a clock that nobody sets
 */
export const loggedReadiness = (found: Readiness, log: Log, now = () => performance.now()): LoggedReadiness => {
  const notReady = announced({
    began: (missing) => log.error({ missing }, 'not ready: it cannot be reached, and until then nothing is recorded or shown'),
    ended: (missing) => log.info({ missing }, 'reached again'),
  })
  const degraded = announced({
    began: (degradedReason) =>
      log.warn({ degradedReason }, 'degraded: something is late or refused until this ends; degradedReason says what to do'),
    ended: (degradedReason) => log.info({ degradedReason }, 'no longer degraded for this reason'),
  })
  const readiness: Readiness = {
    state: async () => {
      const state = await found.state()
      if (state.isStopping) return state
      notReady(state.missing, now())
      // While a database is missing, some reasons cannot be found.
      degraded(state.degradedReasons, now(), state.missing.length === 0)
      return state
    },
  }
  return { readiness, job: { name: 'log-readiness', everySeconds: 30, run: async () => void (await readiness.state()) } }
}
