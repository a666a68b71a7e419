import type { JurisdictionPolicy } from '@case-timeline/contracts'
import { chargeStates } from './charge-states.ts'
import { convictions, type Conviction, convictionOf, type DatedTerm, NOT_CONVICTED, type Sentence, type Terms } from './convictions.ts'
import { timeOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import { dayAfter, dayOf } from './day-numbers.ts'
import { dayText, LAST_DAY } from './days.ts'
import { isLawOn } from './happened.ts'
import { firstPlace } from './held-times.ts'
import { heldForCharges, isHeldForCharges, type Hold } from './holds-in-force.ts'
import type { CustodyAccount } from './liberty-account.ts'
import { lawOf } from './statutory-clock.ts'

/** A time in which a person was held after a conviction, without a limit of remand. */
export interface HeldAfterConviction<F extends DatedCustodyFact = DatedCustodyFact> {
  /** From which fact on. */
  readonly by: F
  /** The fact by which the person is held. */
  readonly heldBy: Hold<F>
  /** Absent: nobody recorded until when, neither as a sentence nor as an order. */
  readonly terms?: Terms | undefined
  /** By which fact the person began to serve a sentence. */
  readonly servingSince: F
  readonly over?: { readonly by: F; readonly at: string } | undefined
}

/**
 * What follows from convictions for the custody that begins at a place among the facts. From none follows anything for a
 * custody by a power outside criminal procedure, or by an arrest after the sentence was served: both have limits of their own.
 */
export interface AfterConviction<F extends DatedCustodyFact = DatedCustodyFact> {
  /**
   * By which fact custody on remand ended that began at a place among the facts: the conviction, and, for an order after it,
   * the finality of the verdict. Absent: it did not.
   */
  remandOverAfter(place: number): F | undefined
  /** Whether the person was convicted at a place, and awaited no trial; and whether no verdict could be appealed any longer. */
  at(place: number): Conviction
  /**
   * The times from a place on, or from the moment of a later fact, in which no sentence says until when the person may be
   * held, in order; each ends with the fact that imposed one.
   */
  timesWithoutSentence(place: number): Iterable<TimeWithoutSentence<F>>
  readonly held: readonly HeldAfterConviction<F>[]
}

/** `from` is absent if it began before; `over` if it has not ended. */
export interface TimeWithoutSentence<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly from?: F | undefined
  readonly over?: F | undefined
}

/**
 * Finds the facts, given in order, by which a person is held again after the sentence was served.
 * @returns a function of a fact, of whether no verdict of guilty can be appealed any longer, and of whether it ended custody
 */
const rearrests = () => {
  let isServed = false
  let isRearrested = false
  return (fact: DatedCustodyFact, isFinal: boolean, isEnd: boolean): boolean => {
    const { custody } = fact
    if (!isFinal) isServed = isRearrested = false
    if (isEnd && custody.is === 'released') [isServed, isRearrested] = [isServed || (isFinal && custody.isServed === true), false]
    if (!isHeldForCharges(fact)) return false
    isRearrested ||= isServed && fact.custody.by === 'arrest'
    return isRearrested
  }
}

/** What decides until when a person may be held after a fact; `unknown`: nothing that is recorded. */
const basisOf = (sentence: Sentence | undefined, isRemandOver: boolean, awaitsTrial: boolean): Terms | 'unknown' | undefined => {
  if (sentence?.is === 'term') return { atMost: sentence.atMost, atLeast: sentence.atLeast }
  const isUnknown = sentence === undefined ? awaitsTrial : sentence.is === 'missing'
  return isRemandOver && isUnknown ? 'unknown' : undefined
}

/**
 * Whether a sentence says until when the person may be held, also while an appeal may still come. An acquittal or a sentence
 * that deprives of no liberty changes nothing of that: they end the right to hold the person.
 */
const isLimitedAfter = (sentence: Sentence | undefined, awaitsTrial: boolean, wasLimited: boolean): boolean => {
  if (sentence?.is === 'term' || sentence?.is === 'endless') return true
  return wasLimited && (sentence === undefined ? !awaitsTrial : sentence.is !== 'missing')
}

interface SentenceChange {
  readonly place: number
  readonly isLimited: boolean
}

/** @param changes in order, from a sentence that limits custody to one that does not, and back */
const timesWithoutSentence = function* <F extends DatedCustodyFact>(
  facts: readonly F[],
  changes: readonly SentenceChange[],
  place: number,
): Generator<TimeWithoutSentence<F>> {
  let next = firstPlace(changes.length, (at) => (changes[at]?.place ?? 0) > place)
  if (changes[next - 1]?.isLimited !== true) yield { over: facts[changes[next]?.place ?? -1] }
  else next -= 1
  for (next += 1; next < changes.length; next += 2)
    yield { from: facts[changes[next]?.place ?? -1], over: facts[changes[next + 1]?.place ?? -1] }
}

/**
 * What follows from the convictions of a person for custody. Limits of remand are for persons who await their trial
 * (ICCPR 9(3)): those of an order before the conviction end with it, unless another charge is still to be tried; those of an
 * order after it, such as for an appeal, when the verdict is final.
 * @param facts of one person, in the order in which they occurred
 */
export const afterConviction = <F extends DatedCustodyFact>(facts: readonly F[]): AfterConviction<F> => {
  const charges = chargeStates()
  const { after, standing, isFinal } = convictions(charges)
  const ends: number[] = []
  const changes: { readonly place: number; readonly conviction: Conviction }[] = []
  const held: HeldAfterConviction<F>[] = []
  const limited: SentenceChange[] = []
  let hold: Hold<F> | undefined
  /** By what the person has been held since the last conviction, or since it was final: only that has a limit of remand. */
  const onRemand = new Set<Hold<F>>()
  let before = NOT_CONVICTED
  let isServing = false
  let servingSince: F | undefined
  let open: HeldAfterConviction<F> | undefined
  const isRearrest = rearrests()
  const inForce = heldForCharges<F>()
  const again = new Set<number>()
  let rearrested: Hold<F> | undefined
  for (const [place, fact] of facts.entries()) {
    charges.apply(fact)
    const sentence = after(fact)
    inForce.apply(fact)
    // What one event decides on several charges takes effect together.
    if (facts[place + 1]?.eventId === fact.eventId) continue
    const whole = standing()
    const deprives = whole?.is === 'term' || whole?.is === 'endless'
    servingSince = deprives || whole?.is === 'missing' ? (servingSince ?? (deprives ? fact : undefined)) : undefined
    // Another charge that awaits its trial is no sentence, and a sentence that is final is served meanwhile.
    const served = deprives && isFinal() ? whole : undefined
    const now = convictionOf(sentence, isFinal())
    const { ended, remaining, isDead } = inForce.change()
    const isOver = isDead || ended.size > 0
    if (isOver) [hold, rearrested] = [remaining.at(-1), undefined]
    if (isRearrest(fact, isFinal(), isOver) && now.isFinal) again.add(place)
    // A power of its own neither serves a sentence nor ends one.
    if (isHeldForCharges(fact)) {
      rearrested = again.has(place) ? fact : undefined
      hold = rearrested ? undefined : fact
      if (rearrested || !now.isFinal) onRemand.add(fact)
    }
    // Who awaits another trial is held for it, and may be convicted again.
    if (rearrested && !now.isFinal) [hold, rearrested] = [rearrested, undefined]
    const beginsToServe = served !== undefined && !isServing && sentence === undefined
    isServing = served !== undefined
    if (beginsToServe || (now.isConvicted && !before.isConvicted) || (now.isFinal && !before.isFinal)) {
      ends.push(place)
      onRemand.clear()
    }
    if (now.isFinal !== before.isFinal || now.isConvicted !== before.isConvicted) changes.push({ place, conviction: now })
    before = now
    const wasLimited = limited.at(-1)?.isLimited === true
    // A sentence that is no more says nothing of a custody that begins after it.
    const isOther = isHeldForCharges(fact) || isOver
    const isLimited = isLimitedAfter(sentence ?? served, charges.count('open') > 0, wasLimited && !(isOther && sentence === undefined))
    if (isLimited !== wasLimited) limited.push({ place, isLimited })
    const isRemandOver = hold !== undefined && !onRemand.has(hold)
    const basis = hold && basisOf(isRemandOver ? (served ?? sentence) : sentence, isRemandOver, charges.count('open') > 0)
    const isSame = open !== undefined && open.heldBy === hold && JSON.stringify(open.terms ?? 'unknown') === JSON.stringify(basis)
    if (isSame) continue
    // A sentence of the day of the verdict leaves no time without one.
    if (open && timeOf(open.by) !== timeOf(fact)) held.push({ ...open, over: { by: fact, at: timeOf(fact) } })
    const terms = basis === 'unknown' ? undefined : basis
    open = hold && basis ? { by: fact, heldBy: hold, terms, servingSince: servingSince ?? fact } : undefined
  }
  if (open) held.push(open)
  const isOwnAt = (place: number): boolean => {
    const custody = facts[place]?.custody
    return custody?.is === 'held' && custody.power === 'own'
  }
  const remandOverAfter = (after: number): F | undefined =>
    isOwnAt(after) ? undefined : facts[ends[firstPlace(ends.length, (at) => (ends[at] ?? 0) > after)] ?? -1]
  return {
    remandOverAfter,
    at: (place) => {
      const known = changes[firstPlace(changes.length, (one) => (changes[one]?.place ?? 0) > place) - 1]?.conviction ?? NOT_CONVICTED
      return again.has(place) || isOwnAt(place) ? { ...known, isFinal: false } : known
    },
    timesWithoutSentence: (place) => {
      if (isOwnAt(place)) return [{}]
      return again.has(place) ? [{ over: remandOverAfter(place) }] : timesWithoutSentence(facts, limited, place)
    },
    held,
  }
}

/**
 * The first moment at which a person has served the sentences. Days in custody since the person began to serve it
 * count, and those before as far as a law says so.
 * @param bound by the longest or the shortest time that the courts may have meant
 * @returns undefined: not known, or not in this calendar
 */
export const sentenceServed = (
  { by, terms, servingSince }: HeldAfterConviction,
  { daysHeldBefore }: CustodyAccount,
  policy: JurisdictionPolicy | undefined,
  spanOf: SpanOf,
  bound: keyof Terms = 'atMost',
): { readonly at: number; readonly law?: string | undefined } | undefined => {
  const first = dayOf(timeOf(by), by.zone, spanOf)
  const serving = dayOf(timeOf(servingSince), servingSince.zone, spanOf)
  if (terms === undefined || first === undefined || serving === undefined) return undefined
  const sentenced = servingSince.at.slice(0, 10)
  const credit = policy?.remandCredit?.find((one) => isLawOn(one, { first: sentenced, last: sentenced }))
  const remainingOf = (term: DatedTerm): number => {
    const since = dayOf(term.since.at, term.since.zone, spanOf) ?? serving
    // Who served one sentence was not on remand for the next one; at least, a court may have counted it.
    const onRemand = daysHeldBefore(bound === 'atMost' ? Math.min(serving, since) : since)
    const credited = Math.floor((onRemand * (credit ? (credit.percent ?? 100) : 0)) / 100)
    return dayAfter(since, term) - since - (daysHeldBefore(first) - daysHeldBefore(since)) - credited
  }
  const end = first + Math.max(0, ...terms[bound].map(remainingOf))
  return end > LAST_DAY ? undefined : { at: spanOf(dayText(end), by.zone).from, law: credit && lawOf(credit) }
}
