import { isBefore } from '@case-timeline/casework'
import type { Measure } from './evidence.ts'

/** Whether a measure authorises an act at the time when it occurred. */
export const covers = (
  { from, validUntil }: Measure,
  { occurredAt, now }: { readonly occurredAt?: string | undefined; readonly now: string },
): boolean => !isBefore(validUntil, occurredAt ?? now) && (from === undefined || occurredAt === undefined || !isBefore(occurredAt, from))
