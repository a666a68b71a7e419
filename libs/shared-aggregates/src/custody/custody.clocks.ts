import {
  CUSTODY_FACTS,
  deadlineRule,
  endOf,
  isClaimed,
  lawOf,
  momentText,
  orderReleaseDue,
  releaseDue,
  timeOf,
  type Clock,
  type HeldWithoutRight,
  type DatedCustodyFact,
  type Holding,
  type LawfulEnd,
  type LibertyAccount,
  type LibertyContext,
  type ReleaseDue,
} from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import { sentencesOf, unknownAfterConviction } from './after-conviction.ts'
import { accountOfPerson } from './account-of-person.ts'
import { concerned } from './concern.ts'
import { contradictionsOf, statementIsAnswered } from './contradictions.ts'
import { isEarlier, limitPassed, limitUnknown, ofHoldings, type Known, type Met, type OfHolding } from './holding-deadlines.ts'

/**
 * Whether the end that the order states comes first, as far as the dates say it: of a right that ended in a month or year the
 * release is due after that.
 */
const isOrderOverBefore = (ended: HeldWithoutRight, { policyOf, spanOf }: LibertyContext): boolean => {
  const { by, heldBy, until } = ended
  if (until === undefined) return false
  const { authority } = heldBy.custody
  const due = releaseDue(ended, authority, policyOf(by.jurisdiction), spanOf)
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
    return accountOfPerson(facts, spanOf)
      .right()
      .heldWithout.flatMap((one) => {
        const { by, ground, heldBy, until } = one
        const stated = until !== undefined && isOrderOverBefore(one, context) ? { of: heldBy, at: until } : undefined
        const over = one.over && { of: one.over.by, at: one.over.at }
        if (heldBy.service !== service || !isClaimed(one)) return []
        const { personRef, authority } = heldBy.custody
        const due = releaseDue(one, authority, policyOf(by.jurisdiction), spanOf)
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
        'a person whose charges all ended without a conviction, or who was granted bail, or is not prosecuted, or whose release a court ordered, is released in time',
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
    {
      ...clock,
      rule: statementIsAnswered(service),
      liberty: { facts: CUSTODY_FACTS, account: contradictionsOf(service) },
      isNotice: true,
      startsSeveral: true,
    },
  ]
}
