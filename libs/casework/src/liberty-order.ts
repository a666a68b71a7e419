import { accusedByCharge, personOf } from './accused.ts'
import { isUndatedImport, timeOf, type AboutCharge, type DatedCustodyFact, type HeldFact, type SpanOf } from './custody-facts.ts'
import { holdsInForce, type Hold } from './holds-in-force.ts'

const isBy = ({ custody }: DatedCustodyFact, ...by: readonly HeldFact['by'][]): boolean => custody.is === 'held' && by.includes(custody.by)

const isDecisionOnCharge = <F extends DatedCustodyFact>(fact: F): fact is F & { readonly custody: AboutCharge } =>
  'chargeId' in fact.custody && fact.custody.is !== 'charged'

interface Placed<F> {
  readonly fact: F
  /** The earliest moment at which it may have occurred. */
  readonly from: number
}

/** A set of moments that finds its latest one before another moment, each in a number of steps that grows as a logarithm. */
const momentSet = (all: readonly number[]) => {
  const ranked = [...new Set(all)].toSorted((one, other) => one - other)
  // A Fenwick tree of maxima: each entry has the latest of the moments whose ranks it covers.
  const latest = new Array<number>(ranked.length + 1).fill(-Infinity)
  const rankBefore = (moment: number): number => {
    let [low, high] = [0, ranked.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ranked[middle] ?? Infinity) < moment) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add: (moment: number): void => {
      for (let at = rankBefore(moment) + 1; at < latest.length; at += at & -at) latest[at] = Math.max(latest[at] ?? -Infinity, moment)
    },
    latestBefore: (moment: number): number => {
      let found = -Infinity
      for (let at = rankBefore(moment); at > 0; at -= at & -at) found = Math.max(found, latest[at] ?? -Infinity)
      return found
    },
  }
}

/** After the moment of the last fact that a death can follow. */
const JUST_AFTER_MS = 0.5

/**
 * When each fact counts. One of which only the day is known counts after the facts of that day that were recorded before it,
 * and an order after an arrest on that day, whichever was recorded first. A death counts after all facts of its day, or of
 * its moment if that is known: nothing happens to the liberty of a person who died. If only the month or year is known,
 * it counts before what happened after it was recorded: that is no death, or another person.
 * @param own in recording order
 */
const placesOf = <F extends DatedCustodyFact>(own: readonly Placed<F>[], spanOf: SpanOf): readonly number[] => {
  const moments = own.map(({ from }) => from)
  const [arrests, recorded, all] = [momentSet(moments), momentSet(moments), momentSet(moments)]
  for (const { fact, from } of own) {
    if (isBy(fact, 'arrest')) arrests.add(from)
    if (fact.custody.is !== 'died') all.add(from)
  }
  return own.map(({ fact, from }) => {
    const text = timeOf(fact)
    const { until } = spanOf(text, fact.zone)
    if (fact.custody.is === 'died') {
      const recordedUntil = fact.statedAt === undefined ? until : spanOf(fact.statedAt).until
      // A death that was recorded before it happened has another date since by a correction.
      const latest = recordedUntil > from ? Math.min(until, recordedUntil) : until
      return Math.max(from, text.includes('T') ? from : all.latestBefore(latest)) + JUST_AFTER_MS
    }
    const before = Math.max(recorded.latestBefore(until), isBy(fact, 'order', 'extension') ? arrests.latestBefore(until) : -Infinity)
    recorded.add(from)
    return text.includes('T') ? from : Math.max(from, before)
  })
}

/**
 * The facts about the liberty of each person, in the order in which they occurred; at the same time an arrest comes first,
 * then the order of recording counts. A charge was laid before it was decided, whatever time is recorded.
 * @param facts of one case, in recording order, corrections applied
 * @param of only of these persons; absent: of all
 */
export const libertyByPerson = <F extends DatedCustodyFact>(
  facts: readonly F[],
  spanOf: SpanOf,
  of?: ReadonlySet<string>,
): ReadonlyMap<string, readonly F[]> => {
  const accused = accusedByCharge(facts)
  const persons = new Map<string, Placed<F>[]>()
  for (const fact of facts) {
    const personRef = personOf(fact, accused)
    if (personRef === undefined || (of && !of.has(personRef)) || isUndatedImport(fact)) continue
    const own = persons.get(personRef) ?? []
    persons.set(personRef, own)
    own.push({ fact, from: spanOf(timeOf(fact), fact.zone).from })
  }
  return new Map([...persons].map(([personRef, own]) => [personRef, inOrder(own, spanOf)]))
}

/**
 * The facts about the liberty of one person with a fact that holds the person and is recorded after them. What surely began
 * after all others comes last; otherwise it may move others, and all are put in order again.
 * @param own of that person, as `libertyByPerson` has them
 * @param facts of the case, in recording order, corrections applied
 */
export const libertyWithHold = <F extends DatedCustodyFact>(
  own: readonly F[],
  facts: readonly F[],
  hold: Hold<F>,
  spanOf: SpanOf,
): readonly F[] => {
  const { from } = spanOf(timeOf(hold), hold.zone)
  if (own.every((fact) => spanOf(timeOf(fact), fact.zone).until <= from)) return [...own, hold]
  const { personRef } = hold.custody
  return libertyByPerson([...facts, hold], spanOf, new Set([personRef])).get(personRef) ?? []
}

/** Before the moment at which the first decision on a charge counts. */
const JUST_BEFORE_MS = 0.5

const inOrder = <F extends DatedCustodyFact>(own: readonly Placed<F>[], spanOf: SpanOf): readonly F[] => {
  const found = placesOf(own, spanOf)
  const places = own.map(({ fact, from }, index) => ({ fact, place: found[index] ?? from }))
  const decided = new Map<string, number>()
  for (const { fact, place } of places) {
    if (!isDecisionOnCharge(fact)) continue
    const { chargeId } = fact.custody
    decided.set(chargeId, Math.min(place, decided.get(chargeId) ?? place))
  }
  const chargedAt = ({ fact: { custody }, place }: (typeof places)[number]): number =>
    custody.is === 'charged' ? Math.min(place, (decided.get(custody.chargeId) ?? Infinity) - JUST_BEFORE_MS) : place
  const inTime = places.map((one) => ({ fact: one.fact, place: chargedAt(one) })).toSorted((one, other) => one.place - other.place)
  return withArrestsFirst(inTime)
}

/**
 * Of facts of the same moment, in recording order, an arrest comes first; but who was held until then, and was released at
 * that moment, was arrested again after the release that was recorded before it.
 */
const withArrestsFirst = <F extends DatedCustodyFact>(inTime: readonly { readonly fact: F; readonly place: number }[]): readonly F[] => {
  const found: F[] = []
  const inForce = holdsInForce<F>()
  let applied = 0
  const wasHeld = (): boolean => {
    for (const fact of found.slice(applied)) inForce.apply(fact)
    applied = found.length
    return inForce.isHeld()
  }
  for (let first = 0, next = 0; first < inTime.length; first = next) {
    while (inTime[next]?.place === inTime[first]?.place) next += 1
    const same = inTime.slice(first, next).map(({ fact }) => fact)
    const released = same.findIndex(({ custody }) => custody.is === 'released') + 1
    const release = released > 0 && same.length > 1 && wasHeld() ? released : 0
    for (const some of [same.slice(0, release), same.slice(release)])
      found.push(...some.filter((fact) => isBy(fact, 'arrest')), ...some.filter((fact) => !isBy(fact, 'arrest')))
  }
  return found
}
