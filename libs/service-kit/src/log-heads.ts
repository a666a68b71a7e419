import { type EventStore, headSigner, LogContradictsHead } from '@case-timeline/event-store'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'
import type { ScheduledJob } from './scheduled-jobs.ts'

/** Signs heads of the log outside the database, where a key and a file are configured. */
export interface LogHeads {
  readonly jobs: readonly ScheduledJob[]
  /** Why heads are not signed, with what to do. */
  degradedReasons(): readonly string[]
}

const EVERY_SECONDS = 30

export const logHeadsOf = (
  store: EventStore,
  { LOG_HEADS_KEY_FILE: keyFile, LOG_HEADS_FILE: headsFile }: Pick<Configuration, 'LOG_HEADS_KEY_FILE' | 'LOG_HEADS_FILE'>,
  log: Log,
): LogHeads => {
  if (keyFile === undefined || headsFile === undefined) return { jobs: [], degradedReasons: () => [] }
  const signer = headSigner({ store, keyFile, headsFile })
  let reason: string | undefined
  const run = async (): Promise<void> => {
    try {
      const head = await signer.signHead()
      // Where logs are collected on another machine, this is a second copy.
      if (head) log.info({ head }, 'the head of the log was signed')
      reason = undefined
    } catch (error) {
      const { message } = error as Error
      if (error instanceof LogContradictsHead && reason === undefined) log.error({ err: error }, 'no more heads of the log are signed')
      reason = `the head of the log is not signed: ${message}`
      if (!(error instanceof LogContradictsHead)) throw error
    }
  }
  return {
    jobs: [{ name: 'log-heads', everySeconds: EVERY_SECONDS, run }],
    degradedReasons: () => (reason === undefined ? [] : [reason]),
  }
}
