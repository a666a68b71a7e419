import {
  afterConviction,
  custodyAccount,
  CUSTODY_FACTS,
  deadlineRule,
  endOf,
  lawOf,
  momentText,
  orderReleaseDue,
  releaseDue,
  rightToHold,
  timeOf,
  type AfterConviction,
  type Clock,
  type DatedCustodyFact,
  type HeldWithoutRight,
  type Holding,
  type LawfulEnd,
  type LibertyAccount,
  type LibertyContext,
  type LibertyDeadline,
  type ReleaseDue,
  type SpanOf,
} from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import { sentencesOf, unknownAfterConviction } from './after-conviction.ts'
import { concerned } from './concern.ts'
import { prolongedOrder } from './limits.ts'

/** By extension: the authority whose order it prolongs, as far as recorded before it. @param recorded in recording order */
const prolongedBy = <F extends DatedCustodyFact>(recorded: readonly F[]): ReadonlyMap<F, string | undefined> => {
  const orders: { readonly authority: string; readonly from: string }[] = []
  const authorities = new Map<F, string | undefined>()
  for (const fact of recorded) {
    if (fact.custody.is !== 'held') continue
    const { by, authority } = fact.custody
    if (by === 'extension') authorities.set(fact, prolongedOrder(orders, timeOf(fact))?.authority)
    if (by === 'order') orders.push({ authority, from: timeOf(fact) })
  }
  return authorities
}

interface Met<F extends DatedCustodyFact> {
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
interface Known<F extends DatedCustodyFact> {
  readonly after: AfterConviction<F>
  readonly withoutRight: ReadonlyMap<F, readonly HeldWithoutRight<F>[]>
}

const withoutRightIn = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): Known<F>['withoutRight'] => {
  const found = new Map<F, HeldWithoutRight<F>[]>()
  for (const one of rightToHold(facts, spanOf).heldWithout) found.set(one.heldBy, [...(found.get(one.heldBy) ?? []), one])
  return found
}

/** Finds the deadlines of one holding. */
type OfHolding = <F extends DatedCustodyFact>(
  holding: Holding<F>,
  end: LawfulEnd,
  over: Met<F> | undefined,
  context: LibertyContext,
  known: Known<F>,
) => readonly LibertyDeadline<F>[]

/** The deadlines of the arrests, orders and extensions of a service that are on remand. */
const ofHoldings =
  (service: JusticeService, deadlinesOf: OfHolding): LibertyAccount =>
  (facts, recorded, context) => {
    const { policyOf, spanOf } = context
    const { holdings, lawfulEndOf } = custodyAccount(facts, spanOf)
    const after = afterConviction(facts)
    const known = { after, withoutRight: withoutRightIn(facts, spanOf) }
    const prolonged = prolongedBy(recorded)
    return holdings.flatMap((holding) => {
      const { by, place } = holding
      const { isConvicted, isFinal } = after.at(place)
      if (by.service !== service || isFinal) return []
      const end = lawfulEndOf(holding, { policy: policyOf(by.jurisdiction), prolongs: prolonged.get(by), isConvicted })
      return deadlinesOf(holding, end, overOf(holding, after, spanOf), context, known)
    })
  }

const limitPassed: OfHolding = (holding, end, over, context) => {
  if (end.is !== 'limited') return []
  const { by, from } = holding
  const { start, end: met } = metBy(holding, over, end.at, context)
  const notAccepted = end.notAccepted && { reasons: end.notAccepted.reasons, dueBy: momentText(end.notAccepted.at) }
  const custody = concerned(holding, { concern: 'limitPassed', law: lawOf(end.law), ...(notAccepted ? { notAccepted } : {}) })
  return [{ of: by, start: { key: by.custody.personRef, due: { by: end.at, from }, ...start, custody }, end: met }]
}

/**
 * As long as no sentence says until when the person may be held. Who is held since a month or year has a limit, but nobody
 * can count when it passes.
 */
const limitUnknown = <F extends DatedCustodyFact>(
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

const isEarlier = <F extends DatedCustodyFact>(one: Met<F> | undefined, other: Met<F> | undefined, spanOf: SpanOf): boolean =>
  one !== undefined && (other === undefined || spanOf(one.at, one.of.zone).from < spanOf(other.at, other.of.zone).from)

/** Nothing can be claimed of an import that does not say when the right ended. */
const isClaimed = ({ by }: HeldWithoutRight): boolean => !(by.imported && by.undated)

/**
 * Whether the end that the order states comes first, as far as the dates say it: of a right that ended in a month or year the
 * release is due after that.
 */
const isOrderOverBefore = ({ by, heldBy, until }: HeldWithoutRight, { policyOf, spanOf }: LibertyContext): boolean => {
  if (until === undefined) return false
  const { authority } = heldBy.custody
  const due = releaseDue(by, authority, policyOf(by.jurisdiction), spanOf)
  return orderReleaseDue(heldBy, until, authority, policyOf(heldBy.jurisdiction), spanOf).at < due.at
}

/**
 * Whether another alarm began before that about the end of an order, and says for as long that the person has to be released:
 * the limit had passed, or the right to hold the person had ended. It is one custody, and unlawful since then.
 */
const isOwedBefore = <F extends DatedCustodyFact>(
  { by }: Holding<F>,
  [until, end, over]: readonly [string, LawfulEnd, Met<F> | undefined],
  context: LibertyContext,
  { withoutRight }: Known<F>,
): boolean =>
  (end.is === 'limited' && end.at <= context.spanOf(until, by.zone).from) ||
  (withoutRight.get(by) ?? []).some(
    (one) =>
      isClaimed(one) &&
      !isOrderOverBefore(one, context) &&
      !isEarlier(one.over && { of: one.over.by, at: one.over.at }, over, context.spanOf),
  )

const releaseOf = ({ at, since, law }: ReleaseDue) => ({
  ...(since < at ? { unlawfulFrom: momentText(since) } : {}),
  law: law && lawOf(law),
})

/** The deadlines to release persons at the end that an order states, if nothing gives another right to hold them. */
const orderEnded: OfHolding = (holding, end, over, context, known) => {
  const { by, from } = holding
  const { until, authority, personRef } = by.custody
  const { policyOf, spanOf } = context
  if (until === undefined || spanOf(until, by.zone).until <= spanOf(from, by.zone).from) return []
  const due = orderReleaseDue(by, until, authority, policyOf(by.jurisdiction), spanOf)
  if (isOwedBefore(holding, [until, end, over], context, known)) return []
  // The next order may begin where this one ends.
  const isInTime = over !== undefined && spanOf(over.at, over.of.zone).from <= endOf(until, by.zone, spanOf)
  const custody = concerned(holding, { concern: 'orderEnded', ...releaseOf(due) })
  const start = { key: personRef, due: { by: due.at, from }, lacksEnd: true as const, custody }
  // What met it says when that was stated.
  return [{ of: by, start, end: isInTime ? { of: { ...over.of, zone: by.zone }, at: from } : over }]
}

const releasesOf =
  (service: JusticeService): LibertyAccount =>
  (facts, _, context) => {
    const { policyOf, spanOf } = context
    return rightToHold(facts, spanOf).heldWithout.flatMap((one) => {
      const { by, ground, heldBy, until } = one
      const stated = until !== undefined && isOrderOverBefore(one, context) ? { of: heldBy, at: until } : undefined
      const over = one.over && { of: one.over.by, at: one.over.at }
      if (heldBy.service !== service || !isClaimed(one)) return []
      const { personRef, authority } = heldBy.custody
      const due = releaseDue(by, authority, policyOf(by.jurisdiction), spanOf)
      const custody = concerned({ by: heldBy, from: timeOf(heldBy) }, { concern: 'rightEnded', ground, ...releaseOf(due) })
      return [
        {
          of: by,
          owedFor: heldBy,
          start: { key: personRef, due: { by: due.at, from: by.at }, lacksEnd: true, custody },
          end: isEarlier(stated, over, spanOf) ? stated : over,
        },
      ]
    })
  }

const bothOf =
  (one: LibertyAccount, other: LibertyAccount): LibertyAccount =>
  (...account) => [...one(...account), ...other(...account)]

/** The clocks of a justice service on the liberty of the persons whom its authorities hold. */
export const custodyClocksOf = (service: JusticeService): readonly Clock[] => {
  const stream = (caseId: string, personRef: string): string => `custody-${caseId}~${personRef}`
  const clock = { owedBy: service, starts: [], stops: [], stream }
  return [
    {
      ...clock,
      rule: deadlineRule(
        `${service}.detention-ends-within-limit`,
        'a person held under an arrest, order or extension is released, or held under the next one, before the time limit of the first ends',
        'ICCPR 9(3); policy of the jurisdiction: limits, each with its article',
      ),
      liberty: { facts: CUSTODY_FACTS, account: ofHoldings(service, limitPassed) },
    },
    {
      ...clock,
      rule: deadlineRule(
        `${service}.person-is-released-when-right-to-hold-ends`,
        'a person whose charges all ended without a conviction, or who was granted bail, or is not prosecuted, is released in time',
        'ICCPR 9(1), 9(3); policy of the jurisdiction: the time; without one, by the end of the day',
      ),
      liberty: { facts: CUSTODY_FACTS, account: releasesOf(service) },
      startsSeveral: true,
    },
    {
      ...clock,
      rule: deadlineRule(
        `${service}.limit-of-custody-is-known`,
        'of a person held, the policy states until when the law allows it, or that it sets no limit',
        'practice: where no limit is known, nobody would notice that it has passed',
      ),
      liberty: {
        facts: CUSTODY_FACTS,
        account: bothOf(ofHoldings(service, limitUnknown), unknownAfterConviction(service)),
      },
      isNotice: true,
      startsSeveral: true,
    },
    {
      ...clock,
      rule: deadlineRule(
        `${service}.person-is-released-when-order-ends`,
        'a person is released, or held under another order, when the end that an order states is past, unless a sentence is being served',
        'ICCPR 9(1); policy of the jurisdiction: the time; without one, by the end of the order',
      ),
      liberty: { facts: CUSTODY_FACTS, account: ofHoldings(service, orderEnded) },
    },
    {
      ...clock,
      rule: deadlineRule(
        `${service}.person-is-released-when-sentence-is-served`,
        'a person is released when the sentence is served, with the time in custody before it where the law counts that',
        'ICCPR 9(1); policy of the jurisdiction: whether custody before the sentence counts',
      ),
      liberty: { facts: CUSTODY_FACTS, account: sentencesOf(service) },
      startsSeveral: true,
    },
  ]
}
