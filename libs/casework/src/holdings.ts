import { endOf, endsCustody, timeOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import type { Hold } from './right-to-hold.ts'

const DAY_MS = 24 * 3_600_000

/** A time in which a person was held under one arrest, order or extension. */
export interface Holding<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: Hold<F>
  readonly from: string
  /** The next arrest, order, extension, release or the death, and the time that it states; absent: the last one, not ended. */
  readonly endedBy?: { readonly fact: F; readonly at: string } | undefined
  /** Of one custody without a release in between: the number of the custody, from 0. */
  readonly custody: number
  /** Why the person was arrested when the custody began; absent: it is not known, or the custody began with an order. */
  readonly ground?: string | undefined
  /** Its place among the holdings of the person, and that of the first one of its custody. */
  readonly index: number
  readonly firstOfCustody: number
  /** The place of its fact among the facts of the person. */
  readonly place: number
}

const isHold = <F extends DatedCustodyFact>(fact: F): fact is Hold<F> => fact.custody.is === 'held'

/** Who is held under another order is still held: that order ends the holding, and not the statement that there is one. */
const endsHolding = (fact: DatedCustodyFact): boolean => fact.custody.is === 'held' || endsCustody(fact)

/**
 * Whether a person is still in the same custody, if no release is recorded. Who was arrested again was free before, unless
 * both arrests state the same ground; and so was who was held until a day, and again from a day later than the next.
 */
const continues = ({ by, ground }: Holding, next: Hold<DatedCustodyFact>, spanOf: SpanOf): boolean => {
  if (next.custody.by === 'arrest' && (ground === undefined || next.custody.ground !== ground)) return false
  const { until } = by.custody
  return until === undefined || spanOf(timeOf(next), next.zone).from - endOf(until, by.zone, spanOf) < DAY_MS
}

/**
 * Whether an order was decided before an arrest, as a warrant is, or an order in the absence of the person. It does not meet
 * the limit of the arrest: the judge to whom the person has to be brought has not seen the person (ICCPR 9(3)).
 */
const isDecidedBefore = (order: Hold<DatedCustodyFact>, arrest: Hold<DatedCustodyFact>, spanOf: SpanOf): boolean =>
  order.custody.by !== 'arrest' && order.undated !== true && spanOf(order.at, order.zone).until <= spanOf(timeOf(arrest), arrest.zone).from

/**
 * By place: the fact that ended the holding by the fact of that place. The search after an arrest passes orders only, and
 * ends at the next arrest, so that all of them together pass each fact once.
 */
const endsOf = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): readonly (F | undefined)[] => {
  const ending = facts.flatMap((fact, place) => (endsHolding(fact) ? [{ fact, place }] : []))
  const ends = new Array<F | undefined>(facts.length).fill(undefined)
  for (const [index, { fact, place }] of ending.entries()) {
    if (!isHold(fact)) continue
    let next = index + 1
    if (fact.custody.by === 'arrest')
      for (let later = ending[next]?.fact; later && isHold(later) && isDecidedBefore(later, fact, spanOf); later = ending[next]?.fact)
        next += 1
    ends[place] = ending[next]?.fact
  }
  return ends
}

/**
 * The times in which a person was held, by any authority.
 * @param facts of one person, in the order in which they occurred
 */
export const holdingsOf = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): readonly Holding<F>[] => {
  const holdings: Holding<F>[] = []
  const ends = endsOf(facts, spanOf)
  let isReleased = true
  for (const [place, fact] of facts.entries()) {
    if (endsCustody(fact)) isReleased = true
    if (!isHold(fact)) continue
    const last = holdings.at(-1)
    const isNew = isReleased || last === undefined || !continues(last, fact, spanOf)
    isReleased = false
    const end = ends[place]
    const index = holdings.length
    const ownGround = fact.custody.by === 'arrest' ? fact.custody.ground : undefined
    holdings.push({
      by: fact,
      from: timeOf(fact),
      custody: (last?.custody ?? -1) + (isNew ? 1 : 0),
      ground: isNew ? ownGround : last.ground,
      index,
      firstOfCustody: isNew ? index : last.firstOfCustody,
      place,
      ...(end ? { endedBy: { fact: end, at: timeOf(end) } } : {}),
    })
  }
  return holdings
}
