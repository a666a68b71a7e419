import { recordBelongsToCase, withAgeOnRecord, withPower } from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import type { Decided } from '@case-timeline/decider'
import { custodyRulesOf } from './custody.rules.ts'
import type { Custody, CustodyEvent, EndDetention, ExtendDetention, OrderDetention, RecordDeathInCustody } from './custody.ts'

type Decision = Decided<CustodyEvent>

/**
 * The decisions of a justice service on the custody of a person. They are the same in all three services, except that
 * event names and rule ids begin with the name of the service.
 */
export const custodyDecisionsOf = (service: JusticeService) => {
  const rules = custodyRulesOf(service)
  const detentionRules = [
    recordBelongsToCase,
    rules.detentionEndsAfterStart,
    rules.noDetentionDuringOpenConflict,
    rules.noDetentionAfterAcquittal,
    rules.noDetentionAfterEndOfRight,
    rules.powerToHoldIsRegistered,
    rules.personHeldIsNatural,
    rules.ageOnRecordIsStatedWhenHeld,
    rules.detentionHasKnownLimit,
  ]

  return {
    orderDetention: (_: Custody, { data, known }: OrderDetention): Decision => ({
      under: [...detentionRules, rules.detentionStaysWithinLimit],
      events: [{ type: `${service}.DetentionOrdered`, data: withAgeOnRecord(withPower(data, known), known) }],
    }),
    extendDetention: (_: Custody, { data, known }: ExtendDetention): Decision => ({
      under: [...detentionRules, rules.extensionHasKnownOrder, rules.detentionStaysWithinLimit],
      events: [{ type: `${service}.DetentionExtended`, data: withAgeOnRecord(withPower(data, known), known) }],
    }),
    endDetention: (_: Custody, { data }: EndDetention): Decision => ({
      under: [recordBelongsToCase, rules.releaseIsNotInFuture, rules.releaseIsRecordedWhereHeld, rules.transferredPersonAgreed],
      events: [{ type: `${service}.DetentionEnded`, data }],
    }),
    recordDeath: (_: Custody, { data }: RecordDeathInCustody): Decision => ({
      under: [recordBelongsToCase, rules.releaseIsNotInFuture, rules.deathInCustodyIsInquiredInto, rules.deathIsRecordedWhereHeld],
      events: [{ type: `${service}.PersonDiedInCustody`, data }],
    }),
  }
}
