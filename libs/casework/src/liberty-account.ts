import type { JurisdictionPolicy, StatutoryClock } from '@case-timeline/contracts'
import { agesWhenHeld } from './age-range.ts'
import { endOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import { dayOf, wholeDays } from './day-numbers.ts'
import { dayText, momentText } from './days.ts'
import { ACTIVITIES, allBefore, countedAlone, countedHoldings, firstAmong, sinceArrest, type Counted } from './counted-holdings.ts'
import { disjointTimes, heldTimes, unitedTimes, type DisjointTimes, type HeldTimes, type Times } from './held-times.ts'
import { holdingsOf, type Holding } from './holdings.ts'
import { notCountedBy, type NotCountedTimes } from './not-counted.ts'
import { remembered } from './remembered.ts'
import { rightOverFrom, type EndedRight } from './right-to-hold.ts'
import { custodyLimitOf, isForAnotherOrder } from './statutory-clock.ts'

/** An authority that no policy names. */
const CLAIMED = ''
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Time that the agency which holds the person states not to count, and that moves no limit: it had not passed when it was
 * recorded, or the limit had.
 */
export interface NotAccepted {
  readonly reasons: readonly string[]
  /** The first moment at which the person would be held beyond the law, if all of it did not count. */
  readonly at: number
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
    /** The limit of the arrest, order or extension itself is unknown: that of the whole custody is known, or of another order. */
    readonly isOwnLimitUnknown?: true
    /** What the agency that holds the person states not to count, and what does not move the limit. */
    readonly notAccepted?: NotAccepted
  }

/** What is known of the law under which a person is held. */
export interface Law {
  readonly policy: JurisdictionPolicy | undefined
  /** The authority whose order an extension prolongs, if known. */
  readonly prolongs?: string | undefined
  /** The limit of the whole custody is for persons who await their trial. */
  readonly isConvicted?: boolean | undefined
}

/** The account of one person's custody. */
export interface CustodyAccount<F extends DatedCustodyFact = DatedCustodyFact> {
  /** In the order of time. */
  readonly holdings: readonly Holding<F>[]
  /**
   * How long the person may be held under an arrest, order or extension: the first end of those that the limits of its
   * activity and of the whole custody set.
   */
  lawfulEndOf(holding: Holding<F>, law: Law): LawfulEnd
  /** On how many days before a day the person was held: those on which a custody began or ended included. */
  daysHeldBefore(day: number): number
}

/** A time in which a person was certainly held: from the last moment at which it may have begun to the first of its end. */
const certainTimes = ({ by, from, endedBy }: Holding, spanOf: SpanOf): Times => ({
  from: endOf(from, by.zone, spanOf),
  until: Math.min(
    by.custody.until === undefined ? Infinity : spanOf(by.custody.until, by.zone).from,
    endedBy ? spanOf(endedBy.at, endedBy.fact.zone).from : Infinity,
  ),
})

/** The days of a holding, the last one included: that which the order states, or that of what ended it. */
const daysOf = ({ by, from, endedBy }: Holding, spanOf: SpanOf): Times | undefined => {
  const first = dayOf(from, by.zone, spanOf)
  const stated = by.custody.until === undefined ? Infinity : dayOf(by.custody.until, by.zone, spanOf, true)
  const ended = endedBy ? dayOf(endedBy.at, endedBy.fact.zone, spanOf, true) : Infinity
  return first === undefined || (stated ?? ended) === undefined
    ? undefined
    : { from: first, until: Math.min(stated ?? Infinity, ended ?? Infinity) + 1 }
}

/** The times of earlier holdings: they are added once, as the limits of later holdings count more of them. */
interface Earlier {
  readonly times: HeldTimes
  next: number
}

/**
 * The account of one person's custody. All limits together pass the holdings once for each law, zone and stated ground of
 * arrest that counts them, and once more for each statement of a holder that moves a limit.
 * @param facts of one person, in the order in which they occurred
 */
export const custodyAccount = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): CustodyAccount<F> => {
  const holdings = holdingsOf(facts, spanOf)
  const certain = remembered((holding: Holding) => certainTimes(holding, spanOf))
  const days = remembered((holding: Holding) => daysOf(holding, spanOf))
  const notCounted = remembered((law: StatutoryClock) => notCountedBy(law, holdings, spanOf))
  const excluded = new Map<string, DisjointTimes>()
  const earlier = new Map<string, Earlier>()
  const ages = agesWhenHeld(holdings)
  const { isAmong, underOrders } = countedHoldings(holdings)
  const laws = new Map<StatutoryClock, number>()
  const numberOf = (law: StatutoryClock): number => laws.get(law) ?? laws.set(law, laws.size).size - 1

  const excludedBy = (key: string, law: StatutoryClock, accepted: number | 'all', zone: string | undefined): DisjointTimes => {
    const found = excluded.get(key)
    if (found) return found
    const stated = unitedTimes(notCounted(law).times(accepted))
    const times = disjointTimes(law.maxHours === undefined ? stated.map((time) => wholeDays(time, zone, spanOf)) : stated)
    excluded.set(key, times)
    return times
  }

  const heldBefore = (key: string, { before, among }: Counted, timesOf: (holding: Holding) => Times | undefined, times: DisjointTimes) => {
    let known = earlier.get(key)
    if (known === undefined || known.next > before) earlier.set(key, (known = { times: heldTimes(times), next: firstAmong(among) }))
    for (; known.next < before; known.next += 1) {
      const holding = holdings[known.next] as Holding<F>
      const time = isAmong(holding, among) ? timesOf(holding) : undefined
      if (time) known.times.add(time)
    }
    return known.times
  }

  /** The first moment after a limit, if so many statements are accepted; undefined: the day from which it counts is not known. */
  const endWith = (law: StatutoryClock, counted: Counted, accepted: number | 'all'): number | undefined => {
    const { by, from } = counted.start
    const isHours = law.maxHours !== undefined
    const key = `${numberOf(law)} ${accepted} ${isHours ? '' : by.zone}`
    const times = excludedBy(key, law, accepted, by.zone)
    const base = isHours ? certain(counted.start).from : dayOf(from, by.zone, spanOf)
    if (base === undefined) return undefined
    const held = heldBefore(`${key} ${JSON.stringify(counted.among)}`, counted, isHours ? certain : days, times)
    const used = counted.among === 'none' ? 0 : held.before(base)
    // The person may be held on a day as long as it is one of the days that are left, or does not count.
    const limit = isHours ? (law.maxHours ?? 0) * HOUR_MS : (law.maxDays ?? 0)
    const end = times.after(base, Math.max(0, limit - used))
    return isHours ? end : spanOf(dayText(end), by.zone).from
  }

  const endUnder = (law: StatutoryClock, counted: Counted): LawfulEnd => {
    if (law.unlimited) return { is: 'unlimited', law }
    const { statedBefore, reasons }: NotCountedTimes = notCounted(law)
    let accepted = 0
    let at = endWith(law, counted, accepted)
    // What a holder states counts only if it was recorded before the limit, as it was then, had passed.
    for (let more = statedBefore(at ?? 0); more > accepted; more = statedBefore(at ?? 0)) {
      accepted = more
      at = endWith(law, counted, accepted)
    }
    if (at === undefined) return { is: 'undated' }
    const claimed = reasons.length === 0 ? at : (endWith(law, counted, 'all') ?? at)
    return { is: 'limited', at, law, ...(claimed > at ? { notAccepted: { reasons, at: claimed } } : {}) }
  }

  return {
    holdings,
    lawfulEndOf: (holding, { policy, prolongs, isConvicted }) => {
      const { by, from } = holding
      const { authority, legalBasis, power } = by.custody
      // The law in force on the day of the decision applies, even if the days are counted from an earlier or later day.
      const day = by.undated ? from : by.at
      const conditions = { authority, legalBasis, childAged: ages[holding.index] }
      const own = power === 'claimed' ? undefined : custodyLimitOf(policy, ACTIVITIES[by.custody.by], day, { ...conditions, prolongs })
      // A code alone gives nobody the limits of that authority: those that name none apply to all.
      const ofAll = power === 'claimed' ? { ...conditions, authority: CLAIMED } : conditions
      const total = isConvicted ? undefined : custodyLimitOf(policy, 'detentionTotal', day, ofAll)
      const countedBy = (law: StatutoryClock): Counted => {
        if (by.custody.by === 'arrest' || law.countsFrom === 'arrest') return sinceArrest(holding, holdings, law.resumes === true)
        return law.countsFrom === 'firstOrder' ? underOrders(holding, policy) : countedAlone(holding)
      }
      const ends = [
        ...(own ? [endUnder(own, countedBy(own))] : []),
        ...(total ? [endUnder(total, allBefore(holding, total.authority))] : []),
      ]
      const limited = ends.filter((end) => end.is === 'limited').toSorted((one, other) => one.at - other.at)
      const end: LawfulEnd = limited[0] ?? ends.find(({ is }) => is === 'undated') ?? ends[0] ?? { is: 'unknown' }
      return own && !isForAnotherOrder(own, prolongs) ? end : { ...end, isOwnLimitUnknown: true }
    },
    daysHeldBefore: (day) => {
      const counted: Counted = { start: holdings[0] as Holding<F>, before: holdings.length, among: 'all' }
      return heldBefore('all', counted, days, disjointTimes([])).before(day)
    },
  }
}

export interface ReleaseDue {
  readonly at: number
  /** From when the law allows the custody no longer: the time that a policy leaves for a release makes it no more lawful. */
  readonly since: number
  readonly law?: StatutoryClock | undefined
}

const dueAfter = (since: number, law: StatutoryClock | undefined): ReleaseDue => ({
  at: since + (law ? (law.maxHours === undefined ? (law.maxDays ?? 0) * DAY_MS : law.maxHours * HOUR_MS) : 0),
  since,
  law,
})

/** By when a person is released whose right to be held has ended: the end of that day, where the policy sets no limit. */
export const releaseDue = (ended: EndedRight, authority: string, policy: JurisdictionPolicy | undefined, spanOf: SpanOf): ReleaseDue =>
  dueAfter(rightOverFrom(ended, spanOf), custodyLimitOf(policy, 'release', ended.by.at, { authority }))

/** By when a person is released who has served the sentence, since a moment. */
export const servedReleaseDue = (
  since: number,
  zone: string | undefined,
  authority: string,
  policy: JurisdictionPolicy | undefined,
  spanOf: SpanOf,
): ReleaseDue => {
  const law = custodyLimitOf(policy, 'release', momentText(since), { authority })
  const day = dayOf(momentText(since), zone, spanOf)
  return law || day === undefined ? dueAfter(since, law) : { at: spanOf(dayText(day + 1), zone).from, since }
}

/** By when a person is released after the end that an order states. */
export const orderReleaseDue = (
  { zone }: DatedCustodyFact,
  until: string,
  authority: string,
  policy: JurisdictionPolicy | undefined,
  spanOf: SpanOf,
): ReleaseDue => dueAfter(endOf(until, zone, spanOf), custodyLimitOf(policy, 'release', until, { authority }))
