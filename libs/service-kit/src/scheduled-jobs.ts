import { setTimeout as pause } from 'node:timers/promises'
import type { officesIn, ReceivingAgency } from '@case-timeline/access'
import type { Aggregate, CommandContext } from '@case-timeline/commands'
import { inTime, untilNextPeriod } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import type { DataSource } from 'typeorm'
import type { Log } from './log.ts'

/** The context of a scheduled job. */
export interface JobContext {
  readonly context: CommandContext
  readonly db: DataSource
  readonly vault: Vault
  readonly aggregates: readonly Aggregate[]
  readonly receiving?: ReceivingAgency | undefined
  /** The register of offices. Kept between the runs of a job: a new one reads the whole log. */
  readonly offices: ReturnType<typeof officesIn>
  /**
   * The clock of the event store, RFC 3339 in UTC: what a job records because time has passed is judged by it, not by
   * the clock of a replica.
   */
  storeTime(): Promise<string>
  /** Aborted when the service stops. */
  readonly signal: AbortSignal
}

/** A job that a service runs at an interval. Every replica runs it, so it must be idempotent. */
export interface ScheduledJob {
  readonly name: string
  readonly everySeconds: number
  /**
   * Whether there may be something to do, as SQL over the database of the views; the job then decides by itself. Absent:
   * it always runs. `asked.ahead` is an hour ahead of the clocks of this process and of that database, RFC 3339 in UTC: no
   * clock of an event store is later while anything is recorded in it. Jobs that come due together ask by one statement.
   */
  readonly isDue?: string
  run(jobContext: JobContext): Promise<void>
}

const AHEAD_MS = 3_600_000
/** A view whose table is locked delays nobody but the jobs that need it. */
const ANSWER_MS = 2_000
const ASKED = `select greatest($1, to_char(now() at time zone 'utc' + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

/** Those of some jobs that have something to do, as far as they say when. */
const dueAmong = async (asking: readonly ScheduledJob[], { db, context }: JobContext): Promise<readonly ScheduledJob[]> => {
  if (asking.length === 0) return []
  const conditions = asking.map(({ isDue }, index) => `(${isDue}) as "${index}"`)
  const ahead = new Date(Date.parse(context.now()) + AHEAD_MS).toISOString()
  try {
    const asked: Promise<Readonly<Record<string, boolean>>[]> = db.query(`select ${conditions.join(', ')} from (${ASKED}) asked (ahead)`, [
      ahead,
    ])
    const [answer] = await inTime(asked, ANSWER_MS, () => new Error('which jobs are due was not answered'))
    return asking.filter((_, index) => answer?.[index] !== false)
  } catch {
    // Each meets by itself what fails or is locked, and it is logged for each.
    return asking
  }
}

const run = async (job: ScheduledJob, jobContext: JobContext, log: Log): Promise<void> => {
  try {
    await job.run(jobContext)
  } catch (error) {
    if (!jobContext.signal.aborted) log.warn({ err: error, job: job.name }, 'a scheduled job failed: it is retried in its next run')
  }
}

/** A job that takes longer than a period delays only itself. */
const runTogether = async (jobs: readonly ScheduledJob[], everySeconds: number, jobContext: JobContext, log: Log): Promise<void> => {
  const { signal } = jobContext
  const running = new Map<ScheduledJob, Promise<unknown>>()
  const begin = (some: readonly ScheduledJob[]): void => {
    for (const job of some)
      running.set(
        job,
        run(job, jobContext, log).finally(() => running.delete(job)),
      )
  }
  while (!signal.aborted) {
    const free = jobs.filter((job) => !running.has(job))
    begin(free.filter(({ isDue }) => isDue === undefined))
    if (signal.aborted) break
    const due = await dueAmong(
      free.filter(({ isDue }) => isDue !== undefined),
      jobContext,
    )
    if (signal.aborted) break
    begin(due)
    // Its only error is the abort, which ends the loop.
    await pause(untilNextPeriod(everySeconds * 1_000), undefined, { signal, ref: false }).catch(() => undefined)
  }
  await Promise.all(running.values())
}

/**
 * Starts the jobs: each at once, and then at whole multiples of its period on the clock of the process, as what else it
 * repeats.
 * @returns a promise that resolves when all have stopped, after the signal
 */
export const runJobs = (jobs: readonly ScheduledJob[], jobContext: JobContext, log: Log): Promise<unknown> => {
  const together = (period: number) =>
    runTogether(
      jobs.filter(({ everySeconds }) => everySeconds === period),
      period,
      jobContext,
      log,
    )
  return Promise.all([...new Set(jobs.map(({ everySeconds }) => everySeconds))].map(together))
}
