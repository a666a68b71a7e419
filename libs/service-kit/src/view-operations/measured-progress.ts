import type { Progress } from '@case-timeline/projections'
import { secondsLeft } from '../catch-up.ts'

/** How far work on views is. */
export interface Reading {
  readonly events: number
  readonly position?: string | undefined
  readonly end?: string | undefined
  readonly rate?: number | undefined
  readonly secondsLeft?: number | undefined
}

/** Measures the rate of work on views, and from it the time that is left. @param earlier events before it was interrupted */
export const measuredProgress = (earlier = 0) => {
  const start = performance.now()
  let [before, events] = [earlier, 0]
  let from: { at: number; position: number } | undefined
  let last: Progress | undefined
  return {
    /** What follows counts its events from 0. */
    begin(): void {
      before += events
      events = 0
      from = undefined
    },
    note(progress: Progress): void {
      events = progress.events
      from ??= { at: start, position: Number(progress.position) }
      last = progress
    },
    current(): Reading {
      const now = performance.now()
      const read = before + events
      const left =
        last &&
        from &&
        secondsLeft(
          { at: from.at, positions: Number(last.end) - from.position },
          { at: now, positions: Math.max(0, Number(last.end) - Number(last.position)) },
        )
      return {
        events: read,
        position: last?.position,
        end: last?.end,
        rate: (read - earlier) / ((now - start) / 1_000),
        secondsLeft: left !== undefined && Number.isFinite(left) ? left : undefined,
      }
    },
  }
}
