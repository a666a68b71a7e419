import type { Lag } from '@case-timeline/feed'

/** Of a consumer, or of a rebuild or verification of a view. */
export const CATCH_UP = {
  name: 'case_timeline_consumer_catch_up_seconds',
  help: 'Estimated time until a consumer has caught up with the log; 0 when it is not behind, +Inf when it comes no nearer.',
}

/** How far something was from the end of the log at a time. */
export interface Distance {
  /** In milliseconds. */
  readonly at: number
  /** Positions up to the end of the log. */
  readonly positions: number
}

/**
 * Seconds until the end of the log is reached, if the distance goes on shrinking as it did between two readings;
 * `Infinity` if it did not shrink. By positions, since the events that wait are counted up to a limit only.
 */
export const secondsLeft = (from: Distance, to: Distance): number => {
  const shrunk = from.positions - to.positions
  return shrunk > 0 ? (to.positions * (to.at - from.at)) / shrunk / 1_000 : Infinity
}

/** A consumer is not behind while no event has waited for longer: it handles events as they come. */
const BEHIND_SECONDS = 10
/** Over how long the distance is compared; with readings that are further apart, between the last two. */
const WINDOW_MS = 60_000
/** An older reading may be of another time in which the consumer was behind. */
const FORGOTTEN_MS = 600_000

/** Estimates when the consumers of a service have caught up with the log, from readings of their lag. */
export interface CatchUp {
  /**
   * @param end the last position of the log
   * @param now milliseconds since 1970
   * @returns seconds; 0 while the consumer is not behind, `Infinity` while it comes no nearer, undefined while unknown
   */
  estimate(lag: Lag, end: string, now: number): number | undefined
}

export const catchUp = (): CatchUp => {
  const readings = new Map<string, readonly Distance[]>()
  return {
    estimate(lag, end, now) {
      const waiting = lag.partitions.filter(({ behind }) => behind > 0)
      if (waiting.length === 0 || Math.max(...waiting.map(({ behindSeconds = 0 }) => behindSeconds)) < BEHIND_SECONDS) {
        readings.delete(lag.consumer)
        // Nothing was counted, because the log lacks what the consumer rests on: it waits for an operator.
        return waiting.length === 0 && lag.isLowerBound ? undefined : 0
      }
      const lowest = Math.min(...waiting.map(({ position }) => Number(position)))
      const current = { at: now, positions: Math.max(0, Number(end) - lowest) }
      const earlier = (readings.get(lag.consumer) ?? []).filter(({ at }) => at > now - FORGOTTEN_MS)
      const from = earlier.findLast(({ at }) => at <= now - WINDOW_MS) ?? earlier[0]
      readings.set(lag.consumer, [...earlier.slice(from ? earlier.indexOf(from) : 0), current])
      return from && secondsLeft(from, current)
    },
  }
}
