import type { DatedCustodyFact, Holding, LawfulEnd, SpanOf } from '@case-timeline/casework'

interface LimitsOf<F extends DatedCustodyFact> {
  /** How long the law allows a holding; undefined: no limit of custody applies any more. */
  endIn(holding: Holding<F>): LawfulEnd | undefined
  /** What ended it, or the conviction after which it has no limit of remand. */
  overIn(holding: Holding<F>): { readonly of: F } | undefined
  readonly spanOf: SpanOf
}

/**
 * By holding with a limit: since when a person has been held beyond the law without a break, once that limit is over. Of
 * an order that leaves no time of its own, that is since the limit of what it took over, if that was over.
 * @param holdings of one person, in the order of time
 */
export const heldBeyondSince = <F extends DatedCustodyFact>(
  holdings: readonly Holding<F>[],
  { endIn, overIn, spanOf }: LimitsOf<F>,
): ReadonlyMap<Holding<F>, number> => {
  const found = new Map<Holding<F>, number>()
  const takenOver = new Map<F, Holding<F>>()
  /** Since when the person was held beyond the law when a holding began: what was released by its stated end was not. */
  const beyondUntil = ({ by, custody }: Holding<F>): number | undefined => {
    const before = takenOver.get(by)
    const since = before && before.custody === custody ? found.get(before) : undefined
    const { until } = before?.by.custody ?? {}
    const isEnded = until !== undefined && since !== undefined && spanOf(until, before?.by.zone).from < since
    return isEnded ? undefined : since
  }
  for (const holding of holdings) {
    const end = endIn(holding)
    const before = beyondUntil(holding)
    const over = overIn(holding)
    if (over && over.of === holding.endedBy?.fact) takenOver.set(over.of, holding)
    if (end?.is !== 'limited') continue
    const isOverFromStart = end.at <= spanOf(holding.from, holding.by.zone).from
    found.set(holding, isOverFromStart && before !== undefined ? Math.min(before, end.at) : end.at)
  }
  return found
}
