import type { LoggerService } from '@nestjs/common'
import { type Logger, pino } from 'pino'
import type { ServiceName } from '@case-timeline/contracts'
import type { Configuration } from './configuration.ts'

export type Log = Logger

/** One JSON line per entry: references and codes only, never bodies, headers or a fact's values. */
export const logOf = (service: ServiceName, { LOG_LEVEL, LOG_FILE }: Pick<Configuration, 'LOG_LEVEL' | 'LOG_FILE'>): Log => {
  const options = {
    level: LOG_LEVEL,
    base: { service },
    serializers: { err: causeOf },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  return pino(options, pino.destination({ dest: LOG_FILE ?? 1, mkdir: true, sync: true }))
}

/** A database error also carries its statement and its values: those do not go into a log. */
const causeOf = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code } = error as { code?: unknown }
  return { type: error.name, message: error.message, stack: error.stack, ...(typeof code === 'string' ? { code } : {}) }
}

/** Nest's own words, through the same log; its routine ones only at debug. */
export const nestLog = (log: Log): LoggerService => {
  const say =
    (level: 'fatal' | 'error' | 'warn' | 'debug') =>
    (message: unknown, ...rest: unknown[]) =>
      log[level]({ context: rest.at(-1) }, String(message))
  return { log: say('debug'), verbose: say('debug'), debug: say('debug'), warn: say('warn'), error: say('error'), fatal: say('fatal') }
}
