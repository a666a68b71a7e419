import type { SpanOf } from './custody-facts.ts'
import { dayNumber, isBefore, momentText } from './days.ts'

/** Something of which it is known when it happened: exactly, to a day, a month or a year, or not at all. */
export interface Dated {
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** RFC 3339 in UTC: nothing is recorded before it happened. */
  readonly recordedAt?: string | undefined
}

/** A command, as far as it says when the act that it records was done. */
export interface DatedCommand extends Pick<Dated, 'occurredAt' | 'occurredZone'> {
  /** RFC 3339 in UTC. */
  readonly now: string
  readonly spanOf: SpanOf
}

/** When something happened: not before `earliest` and not after `latest`, in epoch milliseconds. */
export interface Moments {
  readonly earliest: number
  readonly latest: number
}

/** When the act was done that a command records. */
export interface TimeOfDeed extends Moments {
  readonly spanOf: SpanOf
  /** The act is done now, or today and no hour is stated: whatever is recorded had happened before it. */
  readonly isNow: boolean
}

/** The clocks of two services may differ by this much: an act of the last minute is an act of now. */
const CLOCK_DIFFERENCE_MS = 60_000

const DAY_LENGTH = 'YYYY-MM-DD'.length

/**
 * When the act of a command was done. Without a time, it is done now; a day that is not over is taken for now, but not
 * a month or a year.
 * @throws RangeError for a zone or a day that does not exist
 */
export const timeOfDeed = ({ occurredAt, occurredZone, now, spanOf }: DatedCommand): TimeOfDeed => {
  const at = spanOf(now).from
  const deedOfNow = { earliest: at, latest: at, isNow: true, spanOf }
  if (occurredAt === undefined) return deedOfNow
  const { from, until } = spanOf(occurredAt, occurredZone)
  const isToday = occurredAt.length === DAY_LENGTH && at < until
  if (isToday || from > at - CLOCK_DIFFERENCE_MS) return deedOfNow
  return { earliest: from, latest: Math.min(until - 1, at), isNow: false, spanOf }
}

/** What happened before an act, as far as the dates say it. */
export interface HappenedBefore<F> {
  /** What may have happened before the act, in the order in which it happened. */
  readonly facts: readonly F[]
  /** Of these, what may also have happened after it: the dates do not say which was first. */
  readonly uncertain: readonly F[]
  /** What happened after the act, and is recorded already. */
  readonly later: readonly F[]
}

interface Placed<F> extends Moments {
  readonly fact: F
  readonly protects: boolean
}

/** Far before any date, and exact to the millisecond. */
const BEFORE_ALL = -1e15

/**
 * When each of some facts happened. What has no time counts from its recording; if it protects a person, it may have
 * happened at any time before. Where the recording is not known either, the order of the facts is kept.
 */
const placed = <F extends Dated>(recorded: readonly F[], protects: (fact: F) => boolean, spanOf: SpanOf): readonly Placed<F>[] => {
  let last = BEFORE_ALL
  return recorded.map((fact) => {
    const { occurredAt, occurredZone, recordedAt } = fact
    const protective = protects(fact)
    const recording = recordedAt === undefined ? undefined : spanOf(recordedAt).from
    const span = occurredAt === undefined ? undefined : spanOf(occurredAt, occurredZone)
    // Of two facts without a time that were recorded at once, the first comes first.
    const latest = span ? Math.max(span.from, Math.min(span.until - 1, recording ?? Infinity)) : Math.max(recording ?? BEFORE_ALL, last + 1)
    last = Math.max(last, latest)
    return { fact, protects: protective, earliest: span?.from ?? (protective ? -Infinity : latest), latest }
  })
}

/** By the latest moment; of the same moment, what protects a person counts last, so that nothing undoes it. */
const inOrder = <F>(one: Placed<F>, other: Placed<F>): number => one.latest - other.latest || Number(one.protects) - Number(other.protects)

/**
 * The facts that had happened when an act was done, whenever they were recorded. In doubt a fact counts as before the
 * act: with a consent, the doubt is shown (`uncertain`); with a withdrawal, it is in favour of the person.
 * @param recorded in recording order, corrections applied
 * @param protects whether a fact limits what may be done to a person, such as an objection
 * @throws RangeError for a zone or a day that does not exist
 */
export const happenedBefore = <F extends Dated>(
  recorded: readonly F[],
  deed: TimeOfDeed,
  protects: (fact: F) => boolean,
): HappenedBefore<F> => {
  const inTime = placed(recorded, protects, deed.spanOf).toSorted(inOrder)
  const isLater = ({ earliest }: Placed<F>): boolean => !deed.isNow && earliest > deed.latest
  const isUncertain = ({ latest }: Placed<F>): boolean => !deed.isNow && latest > deed.earliest
  const before = inTime.filter((one) => !isLater(one))
  const factsOf = (some: readonly Placed<F>[]): readonly F[] => some.map(({ fact }) => fact)
  return {
    facts: factsOf(before),
    uncertain: factsOf(before.filter(isUncertain)),
    later: factsOf(inTime.filter(isLater)),
  }
}

/**
 * Facts in the order of recording, except that one comes before those that surely happened after it: of a month and a day
 * of it, neither was surely first.
 * @param recorded in recording order
 */
export const inSureOrder = <F extends Dated>(recorded: readonly F[], spanOf: SpanOf): readonly F[] => {
  const found: Placed<F>[] = []
  let lastEarliest = -Infinity
  for (const one of placed(recorded, () => false, spanOf)) {
    const isLast = lastEarliest <= one.latest
    const place = isLast ? -1 : found.findIndex(({ earliest }) => one.latest < earliest)
    if (place === -1) found.push(one)
    else found.splice(place, 0, one)
    lastEarliest = Math.max(lastEarliest, one.earliest)
  }
  return found.map(({ fact }) => fact)
}

/**
 * The last moment at which the act of a command may have been done, as RFC 3339 in UTC: what had expired by then, may
 * have expired before it.
 * @throws RangeError for a zone or a day that does not exist
 */
export const latestMomentOf = (command: DatedCommand): string => {
  const { isNow, latest } = timeOfDeed(command)
  return isNow ? command.now : momentText(latest)
}

/**
 * The first moment at which the act of a command may have been done, as RFC 3339 in UTC.
 * @throws RangeError for a zone or a day that does not exist
 */
export const earliestMomentOf = (command: DatedCommand): string => {
  const { isNow, earliest } = timeOfDeed(command)
  return isNow ? command.now : momentText(earliest)
}

/** The first and the last of some days. */
export interface Days {
  readonly first: string
  readonly last: string
}

/** The days on which the act of a command may have been done, as stated: for a month, its first and its last. */
export const daysOfDeed = ({ occurredAt, now }: Pick<DatedCommand, 'occurredAt' | 'now'>): Days => {
  const stated = (occurredAt ?? now).slice(0, DAY_LENGTH)
  // No month ends later, and days are compared as text.
  return { first: stated + '-01-01'.slice(stated.length - 4), last: stated + '-12-31'.slice(stated.length - 4) }
}

/** Since when and until which day a value of a policy is law; absent: at any time. */
export interface Validity {
  readonly validFrom?: string | undefined
  readonly validUntil?: string | undefined
}

/** Whether a value of a policy was law on one of some days. */
export const isLawOn = ({ validFrom, validUntil }: Validity, { first, last }: Days): boolean =>
  (validFrom === undefined || validFrom <= last) && (validUntil === undefined || first <= validUntil)

/** Whether a value of a policy was law on a day on which the act of a command may have been done. */
export const isLawAt = (validity: Validity, command: DatedCommand): boolean => isLawOn(validity, daysOfDeed(command))

const SECONDS_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length

const OFFSET = /([+-])(\d\d):(\d\d)$/

/** A moment of RFC 3339 in seconds since 1970. */
const secondsOf = (moment: string): number => {
  const [, sign, offsetHours = '0', offsetMinutes = '0'] = OFFSET.exec(moment) ?? []
  const [hours = 0, minutes = 0] = moment.slice(11, 16).split(':').map(Number)
  const seconds = Number.parseFloat(moment.slice(17))
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60 : 60)
  return dayNumber(moment) * 86_400 + hours * 3_600 + minutes * 60 + seconds - offset
}

/**
 * Whether something surely happened before something else: by the moments if both state one, otherwise by the texts of their
 * days. What has no time is before and after nothing.
 */
export const isSurelyBefore = ({ occurredAt: one }: Dated, { occurredAt: other }: Dated): boolean => {
  if (one === undefined || other === undefined) return false
  const areMoments = one.length > SECONDS_LENGTH && other.length > SECONDS_LENGTH
  return areMoments ? secondsOf(one) < secondsOf(other) : isBefore(one, other)
}

/** Facts in the order in which they happened, with one more: before the first that surely happened after it. */
export const withInTime = <F extends Dated>(facts: readonly F[], next: F): readonly F[] => {
  const place = facts.findIndex((fact) => isSurelyBefore(next, fact))
  return place === -1 ? [...facts, next] : facts.toSpliced(place, 0, next)
}
