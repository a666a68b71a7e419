import { endOf, statesEndOfCustody, timeOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import { holdsInForce, isHold, type Hold } from './holds-in-force.ts'

const DAY_MS = 24 * 3_600_000

/** A time in which a person was held under one arrest, order or extension. */
export interface Holding<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: Hold<F>
  readonly from: string
  /**
   * The next arrest, order or extension under the same power, or the release or death that ended it, and the time that it
   * states; absent: it is in force.
   */
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
  arrest.custody.by === 'arrest' &&
  order.custody.by !== 'arrest' &&
  order.undated !== true &&
  spanOf(order.at, order.zone).until <= spanOf(timeOf(arrest), arrest.zone).from

/**
 * The times in which a person was held, by any authority.
 * @param facts of one person, in the order in which they occurred
 */
export const holdingsOf = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): readonly Holding<F>[] => {
  const holdings: Holding<F>[] = []
  const inForce = holdsInForce<F>((order, arrest) => isDecidedBefore(order, arrest, spanOf))
  let isReleased = true
  for (const [place, fact] of facts.entries()) {
    inForce.apply(fact)
    if (statesEndOfCustody(fact) && !inForce.isHeld()) isReleased = true
    if (!isHold(fact)) continue
    const last = holdings.at(-1)
    const isNew = isReleased || last === undefined || !continues(last, fact, spanOf)
    isReleased = false
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
    })
  }
  return holdings.map((holding) => {
    const end = inForce.endOf(holding.by)
    return end ? { ...holding, endedBy: { fact: end, at: timeOf(end) } } : holding
  })
}
