import type { Measure } from '@case-timeline/feed'
import type { Progress } from '@case-timeline/projections'
import { CATCH_UP, type Distance, secondsLeft } from './catch-up.ts'
import type { Metrics } from './metrics.ts'

/** A rebuild or a verification of a view in this process. */
export interface WatchedOperation {
  progress(progress: Progress): void
  /** @param isWaiting whether it waits for room in the database */
  waiting(isWaiting: boolean): void
  end(): void
}

/** Watches rebuilds and verifications of views, for the metrics. */
export interface OperationWatch {
  /** @param consumer by which the operation reads the log */
  begin(consumer: string): WatchedOperation
  measures(): Promise<readonly Measure[]>
}

const WAITS_FOR_ROOM = {
  name: 'case_timeline_consumer_waits_for_room',
  help: '1 while a rebuild or a verification of a view waits because the database has no room.',
}

/** @param now milliseconds since 1970 */
export const operationWatch = (metrics: Pick<Metrics, 'handled'>, now: () => number = Date.now): OperationWatch => {
  const running = new Set<() => readonly Measure[]>()
  return {
    begin(consumer) {
      const startedAt = now()
      let events = 0
      let reading: { readonly from: Distance; readonly to: Distance } | undefined
      let isWaitingForRoom = false
      const catchUp = (): Measure | undefined => {
        if (!reading) return undefined
        const since = (now() - reading.to.at) / 1_000
        return { ...CATCH_UP, labels: { consumer }, value: Math.max(0, secondsLeft(reading.from, reading.to) - since) }
      }
      const measure = (): readonly Measure[] => {
        const left = catchUp()
        return [...(left ? [left] : []), ...(isWaitingForRoom ? [{ ...WAITS_FOR_ROOM, labels: { consumer }, value: 1 }] : [])]
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
        waiting: (isWaiting) => void (isWaitingForRoom = isWaiting),
        end: () => void running.delete(measure),
      }
    },
    measures: () => Promise.resolve([...running].flatMap((measure) => measure())),
  }
}
