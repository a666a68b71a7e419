import { setTimeout as pause } from 'node:timers/promises'
import type { ReceivingAgency } from '@case-timeline/access'
import type { Aggregate, CommandContext } from '@case-timeline/commands'
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
  run(jobContext: JobContext): Promise<void>
}

const runRepeatedly = async (job: ScheduledJob, jobContext: JobContext, log: Log): Promise<void> => {
  const { signal } = jobContext
  while (!signal.aborted) {
    try {
      await job.run(jobContext)
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, job: job.name }, 'a scheduled job failed: it is retried in its next run')
    }
    // Its only error is the abort, which ends the loop.
    await pause(job.everySeconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

/** Starts the jobs. @returns a promise that resolves when all have stopped, after the signal */
export const runJobs = (jobs: readonly ScheduledJob[], jobContext: JobContext, log: Log): Promise<unknown> =>
  Promise.all(jobs.map((job) => runRepeatedly(job, jobContext, log)))
