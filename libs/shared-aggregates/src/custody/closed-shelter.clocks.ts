import {
  deadlineRule,
  died,
  says,
  statesEndOfCustody,
  type Clock,
  type CustodyMapping,
  type DatedCustodyFact,
  type HeldFact,
  type LibertyAccount,
} from '@case-timeline/casework'
import type { CLOSED_SHELTER, ServiceName } from '@case-timeline/contracts'
import { contradictionsOf, statementIsAnswered } from './contradictions.ts'
import { limitPassed, limitUnknown, ofHoldings } from './holding-deadlines.ts'

const AUTHORITY: typeof CLOSED_SHELTER = 'CLOSED_SHELTER'
const OWNER = 'victimSupport' satisfies ServiceName

const kept = ({ personRef, ...basis }: Pick<HeldFact, 'personRef' | 'orderRef' | 'legalBasis'>): readonly HeldFact[] => [
  { is: 'held', personRef, by: 'order', authority: AUTHORITY, power: 'own', ...basis },
]

/** Who has to stay in a shelter: by a restriction of freedom, or by an admission that is not voluntary. */
const CLOSED_SHELTERS: readonly CustodyMapping[] = [
  says('victimSupport.RestrictiveMeasureRecorded', ({ personRef, measureId, kind, legalBasis }) =>
    kind === 'closedFacility' ? kept({ personRef, orderRef: measureId, legalBasis }) : [],
  ),
  says('victimSupport.RestrictiveMeasureReviewed', ({ personRef, measureId, outcome }) =>
    outcome === 'lifted' ? [{ is: 'released', personRef, orderRef: measureId }] : [],
  ),
  says('victimSupport.ShelterAdmitted', ({ personRef, voluntary }) => (voluntary ? [] : kept({ personRef }))),
  says('victimSupport.ShelterExited', ({ personRef }) => [{ is: 'released', personRef }]),
  says('victimSupport.PersonDiedInCustody', died),
  says('investigation.PersonDiedInCustody', died),
  says('prosecution.PersonDiedInCustody', died),
  says('adjudication.PersonDiedInCustody', died),
]

/**
 * An admission under a restriction begins no other custody, and none ends as long as another restriction is in force. What
 * another service states of a person in a shelter changes none of them.
 */
const withoutWhatChangesNothing = <F extends DatedCustodyFact>(facts: readonly F[]): readonly F[] => {
  const inForce = new Set<string>()
  let isKept = false
  const changes = ({ custody, service }: DatedCustodyFact): boolean => {
    if (service !== OWNER) return true
    if (custody.is === 'died') inForce.clear()
    if (custody.is !== 'held' && custody.is !== 'released') return true
    const { orderRef } = custody
    if (custody.is === 'held') {
      if (orderRef !== undefined) inForce.add(orderRef)
      return !isKept || orderRef !== undefined
    }
    if (orderRef === undefined) inForce.clear()
    else if (!inForce.delete(orderRef)) return false
    return inForce.size === 0
  }
  return facts.filter((fact) => {
    const isChange = changes(fact)
    if (isChange && fact.service === OWNER) isKept = fact.custody.is === 'held' || (isKept && !statesEndOfCustody(fact))
    return isChange
  })
}

const inClosedShelter =
  (account: LibertyAccount): LibertyAccount =>
  (facts, recorded, context) =>
    account(withoutWhatChangesNothing(facts), recorded, context)

const clock = {
  owedBy: 'victimSupport' as const,
  starts: [],
  stops: [],
  stream: (caseId: string, personRef: string): string => `person-${caseId}~${personRef}`,
}

export const closedShelterEndsWithinLimit = deadlineRule(
  'victimSupport.closed-shelter-ends-within-limit',
  'a victim who may not leave a shelter may leave it before the time limit of the law ends',
  'ACTIP 14(8): no unreasonable detention of identified victims; ICCPR 9(1); policy of the jurisdiction: limits, each with its article',
)

export const limitOfClosedShelterIsKnown = deadlineRule(
  'victimSupport.limit-of-closed-shelter-is-known',
  'of a victim who may not leave a shelter, the policy states until when the law allows it, or that it sets no limit',
  'practice: where no limit is known, nobody would notice that it has passed',
)

export const statementOnShelteredIsAnswered = statementIsAnswered('victimSupport')

/** The clocks on the liberty of persons whom victim support keeps where they may not leave. */
export const closedShelterClocks: readonly Clock[] = [
  {
    ...clock,
    rule: closedShelterEndsWithinLimit,
    liberty: { facts: CLOSED_SHELTERS, account: inClosedShelter(ofHoldings('victimSupport', limitPassed)) },
  },
  {
    ...clock,
    rule: limitOfClosedShelterIsKnown,
    liberty: { facts: CLOSED_SHELTERS, account: inClosedShelter(ofHoldings('victimSupport', limitUnknown)) },
    isNotice: true,
    startsSeveral: true,
  },
  {
    ...clock,
    rule: statementOnShelteredIsAnswered,
    liberty: { facts: CLOSED_SHELTERS, account: inClosedShelter(contradictionsOf('victimSupport')) },
    isNotice: true,
    startsSeveral: true,
  },
]
