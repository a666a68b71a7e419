import type { StoredEvent } from '@case-timeline/event-store'
import { isBefore } from './domain/days.ts'

/**
 * Whether a fact had happened by a day, as far as both are known: where nobody said when it was, it counts from its recording.
 * @param day at any precision; absent: now
 */
export const hadHappenedBy =
  (day: string | undefined) =>
  ({ occurredAt, stored }: { readonly occurredAt?: string | undefined; readonly stored: StoredEvent }): boolean =>
    day === undefined || !isBefore(day, occurredAt ?? stored.recordedAt)
