import { comparePositions } from '@case-timeline/contracts'
import { LogWentBack, type LogPosition } from './event-store.ts'

/** What a process has seen of a log, by which it notices that the log went back. */
export interface LogContinuity {
  readonly generation: number
  seen(): LogPosition | undefined
  /** Remembers the furthest event. @param generation that of the operation: a result of an earlier one is not kept */
  note(at: LogPosition, generation: number): void
  /** Starts a new generation, unless that was done since. @returns the error of the operation that found out */
  wentBack(generation: number): LogWentBack
  /** @throws LogWentBack when an operation began in an earlier generation: its result may be of another log */
  require(generation: number | undefined): void
}

export const logContinuity = (): LogContinuity => {
  let generation = 0
  let seen: LogPosition | undefined
  const failure = () =>
    new LogWentBack(
      'the event store lacks an event that this process has seen: it was restored to an earlier state, or a standby that was behind took over. ' +
        'Send the same command again; for the consumers see casectl feed status',
    )
  return {
    get generation() {
      return generation
    },
    seen: () => seen,
    note({ position, hash }, during) {
      if (hash === undefined || during !== generation) return
      if (!seen || comparePositions(seen.position, position) < 0) seen = { position, hash }
    },
    wentBack(during) {
      if (during === generation) {
        generation += 1
        seen = undefined
      }
      return failure()
    },
    require(during) {
      if (during !== undefined && during !== generation) throw failure()
    },
  }
}

/**
 * Something that a process remembers of a log: made on first use, and again after the log went back.
 * @returns call it before reading what is then remembered, so that a result of an earlier log is not kept
 */
export const rememberedOf = <T>(store: { readonly generation: number }, make: () => T): (() => T) => {
  let made: { readonly generation: number; readonly value: T } | undefined
  return () => {
    if (made?.generation !== store.generation) made = { generation: store.generation, value: make() }
    return made.value
  }
}
