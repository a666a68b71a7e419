import { chmodSync, statSync } from 'node:fs'
import type { LoggerService } from '@nestjs/common'
import { type Logger, pino } from 'pino'
import type { ServiceName } from '@case-timeline/contracts'
import type { Configuration } from './configuration.ts'

export type Log = Logger

/** The log of a service, and whether it is written. */
export interface ServiceLog {
  readonly log: Log
  /** Why entries are not written now: sentences for an operator, each with what to do. */
  degradedReasons(): readonly string[]
}

/** Entries that wait while the log cannot be written; later ones are dropped and counted. */
const MAX_WAITING_BYTES = 1024 * 1024

/**
 * One JSON line per entry: only references and codes, never bodies, headers or values of facts. A log that cannot be
 * written (the disk is full, the reader of a pipe has ended) never ends the service: it is reported on standard error,
 * and the number of lost entries is logged when it can be written again.
 * @param fields returns what each entry has in addition
 * @throws if LOG_FILE cannot be opened
 */
export const logOf = (
  service: ServiceName,
  { LOG_LEVEL, LOG_FILE }: Pick<Configuration, 'LOG_LEVEL' | 'LOG_FILE'>,
  fields?: () => object,
): ServiceLog => {
  const options = {
    level: LOG_LEVEL,
    base: { service },
    ...(fields ? { mixin: () => fields() } : {}),
    serializers: { err: serializedError },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  const name = LOG_FILE ?? 'the standard output'
  if (LOG_FILE !== undefined) closeToOthers(LOG_FILE)
  const destination = pino.destination({ dest: LOG_FILE ?? 1, mkdir: true, mode: 0o600, sync: true, maxLength: MAX_WAITING_BYTES })
  const log = pino(options, destination)
  let failure: string | undefined
  let dropped = 0
  destination.on('error', (error: NodeJS.ErrnoException) => {
    const isNew = failure === undefined
    failure = `the log cannot be written to ${name} (${error.code ?? error.message}): the service goes on without it; free disk space there`
    if (isNew) process.stderr.write(`${service}: ${failure}\n`)
  })
  destination.on('drop', () => (dropped += 1))
  destination.on('write', () => {
    if (failure === undefined) return
    failure = undefined
    const lost = dropped
    dropped = 0
    // Not from inside a write.
    setImmediate(() => log.warn({ lost }, 'the log can be written again; `lost` entries are missing before this one'))
  })
  return { log, degradedReasons: () => (failure === undefined ? [] : [failure]) }
}

/** A log has ids of users and cases: an existing file that others may read is closed to them. */
const closeToOthers = (file: string): void => {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile()) chmodSync(file, 0o600)
}

/** The error of a database driver also contains the statement and its values: those must not be logged. */
const serializedError = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code } = error as { code?: unknown }
  return { type: error.name, message: error.message, stack: error.stack, ...(typeof code === 'string' ? { code } : {}) }
}

/** Nest's own messages, in the same log; routine messages only at level debug. */
export const nestLog = (log: Log): LoggerService => {
  const logAt =
    (level: 'fatal' | 'error' | 'warn' | 'debug') =>
    (message: unknown, ...parameters: unknown[]) =>
      // Nest passes the name of the component last.
      log[level]({ context: parameters.at(-1) }, String(message))
  return {
    log: logAt('debug'),
    verbose: logAt('debug'),
    debug: logAt('debug'),
    warn: logAt('warn'),
    error: logAt('error'),
    fatal: logAt('fatal'),
  }
}
