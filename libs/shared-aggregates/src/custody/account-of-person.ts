import {
  type AfterConviction,
  afterConviction,
  type CustodyAccount,
  custodyAccount,
  type DatedCustodyFact,
  type RightToHold,
  rightToHold,
  type SpanOf,
} from '@case-timeline/casework'

/** What follows from the facts about one person's liberty: each is found when it is asked for, and once. */
export interface AccountOfPerson<F extends DatedCustodyFact> {
  custody(): CustodyAccount<F>
  right(): RightToHold<F>
  after(): AfterConviction<F>
}

const once = <T>(find: () => T): (() => T) => {
  let found: { readonly it: T } | undefined
  return () => (found ??= { it: find() }).it
}

const known = new WeakMap<readonly DatedCustodyFact[], { readonly spanOf: SpanOf; readonly account: unknown }>()

/**
 * The account of one person, the same for all clocks that ask with the same list of facts.
 * @param facts of one person, in the order in which they occurred; it is not changed afterwards
 */
export const accountOfPerson = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): AccountOfPerson<F> => {
  const found = known.get(facts)
  if (found?.spanOf === spanOf) return found.account as AccountOfPerson<F>
  const account: AccountOfPerson<F> = {
    custody: once(() => custodyAccount(facts, spanOf)),
    right: once(() => rightToHold(facts, spanOf)),
    after: once(() => afterConviction(facts)),
  }
  known.set(facts, { spanOf, account })
  return account
}
