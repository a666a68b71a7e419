import {
  lawOf,
  momentText,
  timeOf,
  type AfterConviction,
  type DatedCustodyFact,
  type HeldWithoutRight,
  type Holding,
  type LawfulEnd,
  type LibertyAccount,
  type LibertyContext,
  type LibertyDeadline,
  type RightToHold,
  type SpanOf,
} from '@case-timeline/casework'
import type { HoldingService } from '@case-timeline/contracts'
import { accountOfPerson } from './account-of-person.ts'
import { concerned } from './concern.ts'
import { heldBeyondSince } from './held-beyond-since.ts'
import { prolongedBy } from './prolonged-order.ts'

export interface Met<F extends DatedCustodyFact> {
  readonly of: F
  readonly at: string
}

/** What ended something, or a fact if that is earlier. */
const firstOf = <F extends DatedCustodyFact>(ended: Met<F> | undefined, fact: F | undefined, spanOf: SpanOf): Met<F> | undefined => {
  if (fact === undefined) return ended
  const isEarlier = ended === undefined || spanOf(timeOf(fact), fact.zone).from < spanOf(ended.at, ended.of.zone).from
  return isEarlier ? { of: fact, at: timeOf(fact) } : ended
}

/** What ended a holding, or the conviction after which it has no limit of remand: the first of them. */
const overOf = <F extends DatedCustodyFact>({ place, endedBy }: Holding<F>, after: AfterConviction<F>, spanOf: SpanOf) =>
  firstOf(endedBy && { of: endedBy.fact, at: endedBy.at }, after.remandOverAfter(place), spanOf)

/**
 * What meets the deadline of a holding: what ended it, or the end that the order states if that is earlier, and before the
 * deadline. After the deadline it meets nothing, because it releases nobody.
 */
const metBy = <F extends DatedCustodyFact>({ by }: Holding<F>, over: Met<F> | undefined, dueBy: number, { spanOf }: LibertyContext) => {
  const { until } = by.custody
  if (until === undefined) return { start: { lacksEnd: true as const }, end: over }
  const { from } = spanOf(until, by.zone)
  const isStated = from < dueBy && (over === undefined || from <= spanOf(over.at, over.of.zone).from)
  return { start: isStated ? { metAt: until } : {}, end: isStated ? undefined : over }
}

/** The convictions of a person, and by arrest, order or extension: when the person was held under it without a right. */
export interface Known<F extends DatedCustodyFact> {
  readonly after: AfterConviction<F>
  /** Since when the person has been held beyond the law, of a holding whose limit is over: also under one before it. */
  beyondSince(holding: Holding<F>): number | undefined
  readonly withoutRight: ReadonlyMap<F, readonly HeldWithoutRight<F>[]>
}

const withoutRightIn = <F extends DatedCustodyFact>({ heldWithout }: RightToHold<F>): Known<F>['withoutRight'] => {
  const found = new Map<F, HeldWithoutRight<F>[]>()
  for (const one of heldWithout) found.set(one.heldBy, [...(found.get(one.heldBy) ?? []), one])
  return found
}

/** Finds the deadlines of one holding. */
export type OfHolding = <F extends DatedCustodyFact>(
  holding: Holding<F>,
  end: LawfulEnd,
  over: Met<F> | undefined,
  context: LibertyContext,
  known: Known<F>,
) => readonly LibertyDeadline<F>[]

/** The deadlines of what a service holds persons by, unless it is a sentence. */
export const ofHoldings =
  (service: HoldingService, deadlinesOf: OfHolding): LibertyAccount =>
  <F extends DatedCustodyFact>(facts: readonly F[], recorded: readonly F[], context: LibertyContext) => {
    const { policyOf, spanOf } = context
    const { custody, right, after } = accountOfPerson(facts, spanOf)
    const { holdings, lawfulEndOf } = custody()
    const prolonged = prolongedBy(recorded)
    const convictions = after()
    const endIn = (holding: Holding<F>): LawfulEnd | undefined => {
      const { by, place } = holding
      const { isConvicted, isFinal } = convictions.at(place)
      return isFinal ? undefined : lawfulEndOf(holding, { policy: policyOf(by.jurisdiction), prolongs: prolonged.get(by), isConvicted })
    }
    const overIn = (holding: Holding<F>) => overOf(holding, convictions, spanOf)
    let beyond: ReadonlyMap<Holding<F>, number> | undefined
    const known: Known<F> = {
      after: convictions,
      withoutRight: withoutRightIn(right()),
      beyondSince: (holding) => (beyond ??= heldBeyondSince(holdings, { endIn, overIn, spanOf })).get(holding),
    }
    return holdings.flatMap((holding) => {
      const end = holding.by.service === service ? endIn(holding) : undefined
      return end ? deadlinesOf(holding, end, overIn(holding), context, known) : []
    })
  }

export const limitPassed: OfHolding = (holding, end, over, context, known) => {
  if (end.is !== 'limited') return []
  const { by, from } = holding
  const { start, end: met } = metBy(holding, over, end.at, context)
  const notAccepted = end.notAccepted && { reasons: end.notAccepted.reasons, dueBy: momentText(end.notAccepted.at) }
  const since = end.at <= context.spanOf(from, by.zone).from ? known.beyondSince(holding) : undefined
  const custody = concerned(holding, {
    concern: 'limitPassed',
    law: lawOf(end.law),
    ...(since !== undefined && since < end.at ? { unlawfulFrom: momentText(since) } : {}),
    ...(notAccepted ? { notAccepted } : {}),
  })
  return [{ of: by, start: { key: by.custody.personRef, due: { by: end.at, from }, ...start, custody }, end: met }]
}

/**
 * As long as no sentence says until when the person may be held. Who is held since a month or year has a limit, but nobody
 * can count when it passes.
 */
export const limitUnknown = <F extends DatedCustodyFact>(
  holding: Holding<F>,
  end: LawfulEnd,
  over: Met<F> | undefined,
  context: LibertyContext,
  { after }: Known<F>,
): readonly LibertyDeadline<F>[] => {
  if (!end.isOwnLimitUnknown && end.is !== 'undated') return []
  const { by, place } = holding
  const { spanOf } = context
  const found: LibertyDeadline<F>[] = []
  for (const time of after.timesWithoutSentence(place)) {
    const from = time.from ? timeOf(time.from) : holding.from
    const since = spanOf(from, (time.from ?? by).zone).from
    const isPast = (at: string | undefined, zone: string | undefined) => at !== undefined && spanOf(at, zone).from <= since
    if (time.from && (isPast(by.custody.until, by.zone) || isPast(over?.at, over?.of.zone))) break
    const { start, end: met } = metBy(holding, firstOf(over, time.over, spanOf), Infinity, context)
    const custody = concerned(holding, { concern: 'limitUnknown' })
    const due = { by: since, from }
    found.push({
      of: time.from ?? by,
      ...(time.from ? { owedFor: by } : {}),
      start: { key: by.custody.personRef, due, ...start, custody },
      end: met,
    })
  }
  return found
}

export const isEarlier = <F extends DatedCustodyFact>(one: Met<F> | undefined, other: Met<F> | undefined, spanOf: SpanOf): boolean =>
  one !== undefined && (other === undefined || spanOf(one.at, one.of.zone).from < spanOf(other.at, other.of.zone).from)
