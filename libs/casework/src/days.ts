import type { RecordedEvent } from './case-history.ts'

/** The length of a day, a month and a year as text, such as `2016-03-27`. */
const PRECISIONS = [10, 7, 4]

/**
 * Whether a day is before another, as far as both are known: texts of different precision are compared at the coarser
 * one.
 */
export const isBefore = (one: string, other: string): boolean => {
  const common = PRECISIONS.find((length) => one.length >= length && other.length >= length) ?? 0
  return one.slice(0, common) < other.slice(0, common)
}

/**
 * Whether a fact had happened by a day, as far as both are known: a fact without a time counts from its recording.
 * @param day at any precision; absent: now
 */
export const occurredBy =
  (day: string | undefined) =>
  ({ occurredAt, stored }: { readonly occurredAt?: string | undefined; readonly stored: Pick<RecordedEvent, 'recordedAt'> }): boolean =>
    day === undefined || !isBefore(day, occurredAt ?? stored.recordedAt)
