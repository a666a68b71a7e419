import {
  CUSTODY_FACTS,
  deadlineRule,
  DETENTION_FACTS,
  holdingsOf,
  lawfulEndOf,
  releaseDue,
  rightToHold,
  timeOf,
  type Clock,
  type CustodyConcerned,
  type DatedCustodyFact,
  type Holding,
  type LibertyAccount,
  type LibertySignal,
} from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import { prolongedOrder } from './limits.ts'

type Concern = Pick<CustodyConcerned, 'concern' | 'ground' | 'law'>

const concerned = ({ by, from }: Pick<Holding, 'by' | 'from'>, concern: Concern): CustodyConcerned => ({
  ...concern,
  authority: by.custody.authority,
  by: by.custody.by,
  from,
  heldByEventId: by.eventId,
  orderRef: by.custody.orderRef,
  legalBasis: by.custody.legalBasis,
})

/** The authority whose order an extension prolongs, as far as recorded before it. */
const prolongedBy = <F extends DatedCustodyFact>({ by, from }: Holding<F>, recorded: readonly F[]): string | undefined => {
  if (by.custody.by !== 'extension') return undefined
  const orders = recorded
    .slice(0, recorded.indexOf(by))
    .flatMap((fact) => (fact.custody.is === 'held' && fact.custody.by === 'order' ? [{ ...fact.custody, from: timeOf(fact) }] : []))
  return prolongedOrder(orders, from)?.authority
}

/** What meets the deadline of a holding: the end that the order states, or what ended it. */
const endOf = <F extends DatedCustodyFact>({ endedBy }: Holding<F>, personRef: string): readonly LibertySignal<F>[] =>
  endedBy ? [{ of: endedBy.fact, stop: { key: personRef, at: endedBy.at } }] : []

const limitsOf =
  (service: JusticeService, concern: 'limitPassed' | 'limitUnknown'): LibertyAccount =>
  (facts, recorded, { policyOf, spanOf }) => {
    const holdings = holdingsOf(facts, spanOf)
    return holdings.flatMap((holding) => {
      const { by, from } = holding
      if (by.service !== service) return []
      const end = lawfulEndOf(holding, holdings, { policy: policyOf(by.jurisdiction), prolongs: prolongedBy(holding, recorded) }, spanOf)
      const { personRef, until } = by.custody
      const met = until === undefined ? { lacksEnd: true as const } : { metAt: until }
      const start = (at: number, law?: string) => ({
        of: by,
        start: { key: personRef, due: { by: at, from }, ...met, custody: concerned(holding, { concern, law }) },
      })
      if (end.is === 'limited' && concern === 'limitPassed') return [start(end.at, end.law.source), ...endOf(holding, personRef)]
      if (end.isOwnLimitUnknown && concern === 'limitUnknown') return [start(spanOf(from, by.zone).from), ...endOf(holding, personRef)]
      return []
    })
  }

const releasesOf =
  (service: JusticeService): LibertyAccount =>
  (facts, _, { policyOf, spanOf }) =>
    rightToHold(facts, spanOf).heldWithout.flatMap(({ by, ground, heldBy, over }) => {
      // Nothing can be claimed of an import that does not say when the right ended.
      if (heldBy.service !== service || (by.imported && by.undated)) return []
      const { personRef, authority } = heldBy.custody
      const due = releaseDue(by, authority, policyOf(by.jurisdiction), spanOf)
      const custody = concerned({ by: heldBy, from: timeOf(heldBy) }, { concern: 'rightEnded', ground, law: due.law?.source })
      return [
        { of: by, owedFor: heldBy, start: { key: personRef, due: { by: due.at, from: by.at }, lacksEnd: true, custody } },
        ...(over ? [{ of: over.by, stop: { key: personRef, at: over.at } }] : []),
      ]
    })

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
      liberty: { facts: DETENTION_FACTS, account: limitsOf(service, 'limitPassed') },
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
      liberty: { facts: DETENTION_FACTS, account: limitsOf(service, 'limitUnknown') },
      isNotice: true,
    },
  ]
}
