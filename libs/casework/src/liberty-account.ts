import type { ClockActivity, JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { endOf, timeOf, type DatedCustodyFact, type NotCounted, type SpanOf } from './custody-facts.ts'
import { dayNumber, dayText } from './days.ts'
import type { Hold } from './right-to-hold.ts'
import { custodyLimitOf } from './statutory-clock.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A time in which a person was held under one arrest, order or extension. */
export interface Holding<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: Hold<F>
  readonly from: string
  /** The next arrest, order, extension, release or the death, and the time that it states; absent: the last one, not ended. */
  readonly endedBy?: { readonly fact: F; readonly at: string } | undefined
  /** Of one custody without a release in between: the number of the custody, from 0. */
  readonly custody: number
}

/** How long a person may be held under an arrest, order or extension. */
export type LawfulEnd =
  /** `at`: the first moment at which the person is held beyond the law. */
  (
    | { readonly is: 'limited'; readonly at: number; readonly law: StatutoryClock }
    | { readonly is: 'unlimited'; readonly law: StatutoryClock }
    /** The policy has no limit that covers the authority, the activity and the time. */
    | { readonly is: 'unknown' }
    /** There is a limit, but the day from which it counts is not known. */
    | { readonly is: 'undated' }
  ) & {
    /** Only the whole custody has a known limit, not the arrest, order or extension itself. */
    readonly isOwnLimitUnknown?: true
  }

const ACTIVITIES = { arrest: 'arrest', order: 'detentionOrdered', extension: 'detentionExtended' } as const satisfies Record<
  Hold<DatedCustodyFact>['custody']['by'],
  ClockActivity
>

const isHold = <F extends DatedCustodyFact>(fact: F): fact is Hold<F> => fact.custody.is === 'held'

const isDeath = ({ custody }: DatedCustodyFact): boolean => custody.is === 'withdrawn' && custody.because === 'died'

const endsHolding = (fact: DatedCustodyFact): boolean =>
  fact.custody.is === 'held' || fact.custody.is === 'released' || fact.custody.is === 'replaced' || isDeath(fact)

const groundOf = (holdings: readonly Holding[], custody: number): string | undefined =>
  holdings.find((one) => one.custody === custody && one.by.custody.by === 'arrest')?.by.custody.ground

/**
 * Whether a person is still in the same custody, if no release is recorded. Who was arrested again was free before, unless
 * both arrests state the same ground; and so was who was held until a day, and again from a day later than the next.
 */
const continues = ({ by }: Holding, next: Hold<DatedCustodyFact>, ground: string | undefined, spanOf: SpanOf): boolean => {
  if (next.custody.by === 'arrest' && (ground === undefined || next.custody.ground !== ground)) return false
  const { until } = by.custody
  return until === undefined || spanOf(timeOf(next), next.zone).from - endOf(until, by.zone, spanOf) < DAY_MS
}

/**
 * The times in which a person was held, by any authority.
 * @param facts of one person, in the order in which they occurred
 */
export const holdingsOf = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): readonly Holding<F>[] => {
  const holdings: Holding<F>[] = []
  let custody = -1
  let isReleased = true
  for (const [index, fact] of facts.entries()) {
    if (fact.custody.is === 'released' || isDeath(fact)) isReleased = true
    if (!isHold(fact)) continue
    const last = holdings.at(-1)
    const ground = last && groundOf(holdings, last.custody)
    if (isReleased || last === undefined || !continues(last, fact, ground, spanOf)) custody += 1
    isReleased = false
    const end = facts.find((later, at) => at > index && endsHolding(later))
    holdings.push({ by: fact, from: timeOf(fact), custody, ...(end ? { endedBy: { fact: end, at: timeOf(end) } } : {}) })
  }
  return holdings
}

/** A time in which a person was certainly held: from the last moment at which it may have begun to the first of its end. */
interface Held {
  readonly from: number
  readonly until: number
}

const isMoment = (text: string): boolean => text.includes('T')

const certainStart = ({ by, from }: Holding, spanOf: SpanOf): number => endOf(from, by.zone, spanOf)

const certainEnd = ({ by, endedBy }: Holding, spanOf: SpanOf): number => {
  const ends = [
    ...(by.custody.until === undefined ? [] : [spanOf(by.custody.until, by.zone).from]),
    ...(endedBy ? [spanOf(endedBy.at, endedBy.fact.zone).from] : []),
  ]
  return Math.min(...ends)
}

/** What is counted for a limit: the holding from which it runs on without a break, and the time held before that. */
interface Counted {
  readonly start: Holding
  readonly before: readonly Holding[]
}

/** The arrest from which the custody of a holding began, and, if the law counts it, the time after arrests on the same ground. */
const sinceArrest = (holding: Holding, holdings: readonly Holding[], resumes: boolean): Counted => {
  const own = holdings.filter(({ custody }) => custody === holding.custody)
  const first = own[0]
  if (first === undefined || first.by.custody.by !== 'arrest') return { start: holding, before: [] }
  const ground = groundOf(holdings, holding.custody)
  const isSame = ({ custody }: Holding): boolean => custody < holding.custody && groundOf(holdings, custody) === ground
  return { start: first, before: resumes && ground !== undefined ? holdings.filter(isSame) : [] }
}

/** All time before a holding, by the authority or by any, unless an arrest on another ground began another matter. */
const allBefore = (holding: Holding, holdings: readonly Holding[], authority: string | undefined): Counted => {
  const ground = groundOf(holdings, holding.custody)
  const isOther = ({ custody }: Holding): boolean => {
    const other = groundOf(holdings, custody)
    return ground !== undefined && other !== undefined && other !== ground
  }
  const earlier = holdings.slice(0, holdings.indexOf(holding))
  return {
    start: holding,
    before: earlier.filter((one) => !isOther(one) && (authority === undefined || one.by.custody.authority === authority)),
  }
}

/** Stated times that do not count, as far as a law excludes their reasons; as long as they may have been. */
const excludedTimes = (holdings: readonly Holding[], { excludes = [] }: StatutoryClock, spanOf: SpanOf): readonly Held[] =>
  holdings
    .flatMap(({ by }) => (by.custody.notCounted ?? []).map((time: NotCounted) => ({ time, zone: by.zone })))
    .filter(({ time: { reason } }) => excludes.includes(reason))
    .map(({ time, zone }) => ({ from: spanOf(time.from, zone).from, until: endOf(time.until, zone, spanOf) }))
    .toSorted((one, other) => one.from - other.from)

/** Times without overlaps. @param times in the order of their starts */
const united = (times: readonly Held[]): readonly Held[] => {
  const found: Held[] = []
  for (const time of times) {
    const last = found.at(-1)
    if (time.until <= time.from) continue
    if (last && time.from <= last.until) found[found.length - 1] = { from: last.from, until: Math.max(last.until, time.until) }
    else found.push(time)
  }
  return found
}

const without = (times: readonly Held[], excluded: readonly Held[]): readonly Held[] =>
  times.flatMap(({ from, until }) => {
    let rest: readonly Held[] = [{ from, until }]
    for (const gap of excluded)
      rest = rest.flatMap((one) => [
        { from: one.from, until: Math.min(one.until, gap.from) },
        { from: Math.max(one.from, gap.until), until: one.until },
      ])
    return rest.filter((one) => one.until > one.from)
  })

/** The first unit of time after a limit, if the time before `base` counts and the excluded time does not. @param excluded united */
const endAfter = (base: number, limit: number, before: readonly Held[], excluded: readonly Held[]): number => {
  const counted = without(united(before.toSorted((one, other) => one.from - other.from)), excluded)
  const used = counted.reduce((sum, { from, until }) => sum + Math.min(until, base) - Math.min(from, base), 0)
  let end = base + Math.max(0, limit - used)
  for (const { from, until } of excluded) if (until > base && from <= end) end += until - Math.max(from, base)
  return end
}

const hoursEnd = ({ start, before }: Counted, hours: number, excluded: readonly Held[], spanOf: SpanOf): number => {
  const earlier = before.map((one) => ({ from: certainStart(one, spanOf), until: certainEnd(one, spanOf) }))
  return endAfter(certainStart(start, spanOf), hours * HOUR_MS, earlier, excluded)
}

/**
 * The number of the day of a text; of a moment, the day in its zone, or in the offset that it states. What ends at midnight
 * ends on the day before. Undefined: not known.
 */
const dayOf = (text: string, zone: string | undefined, spanOf: SpanOf, isEnd = false): number | undefined => {
  if (text.length < 10) return undefined
  const stated = dayNumber(text.slice(0, 10))
  if (!isMoment(text) || zone === undefined) return stated
  const { from } = spanOf(text, zone)
  const moment = isEnd ? from - 1 : from
  return [stated - 1, stated, stated + 1].find((day) => moment < spanOf(dayText(day), zone).until)
}

/** The last day of an ended holding: the day that the order states, or that of what ended it. */
const lastDay = ({ by, endedBy }: Holding, spanOf: SpanOf): number | undefined => {
  const stated = by.custody.until === undefined ? undefined : dayOf(by.custody.until, by.zone, spanOf, true)
  const ended = endedBy && dayOf(endedBy.at, endedBy.fact.zone, spanOf, true)
  return stated === undefined || ended === undefined ? (stated ?? ended) : Math.min(stated, ended)
}

/** The days of a zone of which a time covers each moment. */
const wholeDays = ({ from, until }: Held, zone: string | undefined, spanOf: SpanOf): Held => {
  const firstDayFrom = (moment: number): number => {
    const day = Math.floor(moment / DAY_MS)
    return [day - 1, day, day + 1].find((one) => moment <= spanOf(dayText(one), zone).from) ?? day + 2
  }
  return { from: firstDayFrom(from), until: firstDayFrom(until + 1) - 1 }
}

const daysEnd = ({ start, before }: Counted, days: number, excluded: readonly Held[], spanOf: SpanOf): number | undefined => {
  const { by, from } = start
  const first = dayOf(from, by.zone, spanOf)
  if (first === undefined) return undefined
  const earlier = before.flatMap((one) => {
    const last = lastDay(one, spanOf)
    const began = dayOf(one.from, one.by.zone, spanOf)
    return began === undefined || last === undefined ? [] : [{ from: began, until: last + 1 }]
  })
  // The person may be held on a day as long as it is one of the days that are left, or does not count.
  const end = endAfter(first, days, earlier, united(excluded.map((time) => wholeDays(time, by.zone, spanOf))))
  return spanOf(dayText(end), by.zone).from
}

const endUnder = (law: StatutoryClock, counted: Counted, holdings: readonly Holding[], spanOf: SpanOf): LawfulEnd => {
  if (law.unlimited) return { is: 'unlimited', law }
  const excluded = united(excludedTimes(holdings, law, spanOf))
  if (law.maxHours !== undefined) return { is: 'limited', at: hoursEnd(counted, law.maxHours, excluded, spanOf), law }
  const at = daysEnd(counted, law.maxDays ?? 0, excluded, spanOf)
  return at === undefined ? { is: 'undated' } : { is: 'limited', at, law }
}

/** What is known of the law under which a person is held. */
export interface Law {
  readonly policy: JurisdictionPolicy | undefined
  /** The authority whose order an extension prolongs, if known. */
  readonly prolongs?: string | undefined
}

/**
 * How long a person may be held under an arrest, order or extension: the first end of those that the limits of its
 * activity and of the whole custody set.
 * @param holdings all holdings of the person, in the order of time
 */
export const lawfulEndOf = (holding: Holding, holdings: readonly Holding[], { policy, prolongs }: Law, spanOf: SpanOf): LawfulEnd => {
  const { by, from } = holding
  const { authority, legalBasis } = by.custody
  // The law in force on the day of the decision applies, even if the days are counted from an earlier or later day.
  const day = by.undated ? from : by.at
  const own = custodyLimitOf(policy, ACTIVITIES[by.custody.by], day, { authority, prolongs, legalBasis })
  const total = custodyLimitOf(policy, 'detentionTotal', day, { authority, legalBasis })
  const ends = [
    ...(own ? [endUnder(own, countedFor(own, holding, holdings), holdings, spanOf)] : []),
    ...(total ? [endUnder(total, allBefore(holding, holdings, total.authority), holdings, spanOf)] : []),
  ]
  const limited = ends.filter((end) => end.is === 'limited').toSorted((one, other) => one.at - other.at)
  const end: LawfulEnd = limited[0] ?? ends.find(({ is }) => is === 'undated') ?? ends[0] ?? { is: 'unknown' }
  return own ? end : { ...end, isOwnLimitUnknown: true }
}

const countedFor = (law: StatutoryClock, holding: Holding, holdings: readonly Holding[]): Counted =>
  holding.by.custody.by === 'arrest' || law.countsFrom === 'arrest'
    ? sinceArrest(holding, holdings, law.resumes === true)
    : { start: holding, before: [] }

/** By when a person is released whose right to be held has ended: the end of that day, where the policy sets no limit. */
export const releaseDue = (
  { at, zone }: DatedCustodyFact,
  authority: string,
  policy: JurisdictionPolicy | undefined,
  spanOf: SpanOf,
): { readonly at: number; readonly law?: StatutoryClock | undefined } => {
  const base = endOf(at, zone, spanOf)
  const law = custodyLimitOf(policy, 'release', at, { authority })
  return { at: base + (law ? (law.maxHours === undefined ? (law.maxDays ?? 0) * DAY_MS : law.maxHours * HOUR_MS) : 0), law }
}
