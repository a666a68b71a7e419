import { Problem } from '@case-timeline/http'
import { z } from 'zod'

/** A calendar month, `2026-03`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** The first and the last of some months, `2026-03`. */
export interface Months {
  readonly from: string
  readonly until: string
}

/** The most months of one list: it is counted again for each request. */
export const MAX_MONTHS = 36

const numberOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1

const monthOf = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`

/**
 * The months that a query asks for; without an end, up to the month of `now`, without a beginning, as many as a list has.
 * @param now RFC 3339 in UTC
 * @throws Problem `malformed-request` if the first month is after the last one, or if they are more than a list has
 */
export const monthsOf = (
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
  now: string,
): Months => {
  const last = until ?? now.slice(0, 7)
  const first = from ?? monthOf(Math.max(numberOf(last) - MAX_MONTHS + 1, 0))
  const length = numberOf(last) - numberOf(first) + 1
  if (length < 1) throw new Problem('malformed-request', `from (${first}) is after until (${last}): exchange them`)
  if (length > MAX_MONTHS)
    throw new Problem('malformed-request', `from ${first} until ${last} are ${length} months: ask for at most ${MAX_MONTHS} at a time`)
  return { from: first, until: last }
}

/**
 * The months of whole quarters that have ended, within some months; undefined if there is none.
 * @param now RFC 3339 in UTC
 */
export const endedQuartersIn = ({ from, until }: Months, now: string): Months | undefined => {
  const first = Math.ceil(numberOf(from) / 3) * 3
  const last = Math.min(Math.floor((numberOf(until) + 1) / 3), Math.floor(numberOf(now.slice(0, 7)) / 3)) * 3 - 1
  return last < first ? undefined : { from: monthOf(first), until: monthOf(last) }
}
