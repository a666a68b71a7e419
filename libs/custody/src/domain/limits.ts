import type { Authority } from '@case-timeline/contracts'
import { daysHeld } from './interval.ts'

/** How long an authority may hold a person by one order or one extension, while the law of that time was in force. */
interface Limit {
  readonly activity: 'ordered' | 'extended'
  readonly authority: Authority
  readonly maxDays: number
  readonly validFrom: string
  readonly validUntil: string
}

const kuhap1981 = (activity: Limit['activity'], authority: Authority, maxDays: number): Limit => ({
  activity,
  authority,
  maxDays,
  validFrom: '1981-12-31',
  validUntil: '2026-01-01',
})

/**
 * Indonesia, KUHAP 1981 articles 24 to 28, as secondary copies give them. `reviewed` is false until a lawyer of that country
 * has read it. A district court's extension is 30 days of a prosecutor's detention and 60 of its own: the record does not
 * tell which, so only the longer one warns.
 */
export const INDONESIA = {
  reviewed: false,
  limits: [
    kuhap1981('ordered', 'POLICE', 20),
    kuhap1981('extended', 'PROSECUTION', 40),
    kuhap1981('ordered', 'PROSECUTION', 20),
    kuhap1981('ordered', 'DISTRICT_COURT', 30),
    kuhap1981('extended', 'DISTRICT_COURT', 60),
    kuhap1981('ordered', 'HIGH_COURT', 30),
    kuhap1981('extended', 'HIGH_COURT', 60),
    kuhap1981('ordered', 'SUPREME_COURT', 50),
    kuhap1981('extended', 'SUPREME_COURT', 60),
  ],
} as const

/** Whether an interval is longer than its limit; what no limit is known for, and what has no end, is not. */
export const passesItsLimit = (
  limits: readonly Limit[],
  activity: Limit['activity'],
  { authority, from, until }: { readonly authority: Authority; readonly from: string; readonly until?: string | undefined },
): boolean => {
  const days = until === undefined ? undefined : daysHeld(from, until)
  const limit = limits.find(
    (one) => one.activity === activity && one.authority === authority && one.validFrom <= from && from <= one.validUntil,
  )
  return days !== undefined && limit !== undefined && days > limit.maxDays
}
