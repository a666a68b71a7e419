import { timeOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import { holdingsOf } from './holdings.ts'

/**
 * When a person was released last who had been held after an arrest on the same stated ground as a new arrest; undefined: never,
 * or the arrest states no ground, or the person is still in that custody.
 * @param facts of one person with the new arrest, in the order in which they occurred
 */
export const releasedOnSameGround = (facts: readonly DatedCustodyFact[], arrest: DatedCustodyFact, spanOf: SpanOf): string | undefined => {
  const holdings = holdingsOf(facts, spanOf)
  const holding = holdings.find(({ by }) => by === arrest)
  if (holding?.ground === undefined || holding.index !== holding.firstOfCustody) return undefined
  const release = holdings
    .slice(0, holding.index)
    .findLast(({ ground, endedBy }) => ground === holding.ground && endedBy?.fact.custody.is === 'released')?.endedBy
  return release && timeOf(release.fact)
}
