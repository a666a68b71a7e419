import type { Measure } from '@case-timeline/feed'
import type { Progress } from '@case-timeline/projections'
import { CATCH_UP, type Distance, secondsLeft } from './catch-up.ts'
import type { Metrics } from './metrics.ts'

/** A rebuild or a verification of a view in this process. */
export interface WatchedOperation {
  progress(progress: Progress): void
  end(): void
}

/** Watches rebuilds and verifications of views, for the metrics. */
export interface OperationWatch {
  /** @param consumer by which the operation reads the log */
  begin(consumer: string): WatchedOperation
  measures(): Promise<readonly Measure[]>
}

/** @param now milliseconds since 1970 */
export const operationWatch = (metrics: Pick<Metrics, 'handled'>, now: () => number = Date.now): OperationWatch => {
  const running = new Set<() => Measure | undefined>()
  return {
    begin(consumer) {
      const startedAt = now()
      let events = 0
      let reading: { readonly from: Distance; readonly to: Distance } | undefined
      const measure = (): Measure | undefined => {
        if (!reading) return undefined
        const since = (now() - reading.to.at) / 1_000
        return { ...CATCH_UP, labels: { consumer }, value: Math.max(0, secondsLeft(reading.from, reading.to) - since) }
      }
      running.add(measure)
      metrics.handled(consumer, 0)
      return {
        progress(progress) {
          metrics.handled(consumer, progress.events - events)
          events = progress.events
          const end = Number(progress.end)
          // It begins before the first event.
          reading = { from: { at: startedAt, positions: end }, to: { at: now(), positions: Math.max(0, end - Number(progress.position)) } }
        },
        end: () => void running.delete(measure),
      }
    },
    measures: () => Promise.resolve([...running].map((measure) => measure()).filter((one) => one !== undefined)),
  }
}
