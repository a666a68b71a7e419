import type { Decided, Forbidden } from '@case-timeline/decider'
import { chargeIn } from './charge.ts'
import {
  aFiledChargeChangesWithLeave,
  furtherInvestigationAnswersADossier,
  furtherInvestigationIsDueLater,
  noProsecutionIsDecidedOnce,
  noProsecutionMayBeReviewed,
  onlyALiveChargeChanges,
  onlyLiveChargesAreTransferred,
  theLeadIsAgreedAmongParties,
  theSameConductIsChargedOnce,
  victimsAreHeardBeforeACharge,
  victimsAreHeardBeforeAnAmendment,
  victimsAreHeardBeforeATransfer,
  victimsAreHeardBeforeAWithdrawal,
  victimsAreHeardBeforeNoProsecution,
} from './charges.rules.ts'
import type {
  AgreeLeadJurisdiction,
  AmendCharge,
  DecideNoProsecution,
  FileIndictment,
  LayCharge,
  RequestFurtherInvestigation,
  WithdrawCharge,
} from './prosecution.commands.ts'
import type { Prosecution, ProsecutionFact } from './prosecution.ts'
import {
  aChargeIsLaidOnce,
  aChargeRestsOnADossier,
  ageNeedsProof,
  anIndictmentHasLiveCharges,
  anIndictmentIsFiledOnce,
  aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
  aVictimIsNotIndictedBeforeNonPunishmentIsAssessed,
  chargeNeedsActMeansAndPurpose,
  eachChargeOfTheIndictmentHasItsElements,
} from './prosecution.rules.ts'

type Decision = Decided<ProsecutionFact>

export const requestFurtherInvestigation = ({ data }: RequestFurtherInvestigation): Decision => ({
  under: [furtherInvestigationAnswersADossier, furtherInvestigationIsDueLater],
  events: [{ type: 'prosecution.FurtherInvestigationRequested', data }],
})

/** The graver reason is told first: that it would fall on a victim, before that no dossier is in. */
export const layCharge = ({ data }: LayCharge): Decision => ({
  under: [
    aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
    aChargeRestsOnADossier,
    aChargeIsLaidOnce,
    theSameConductIsChargedOnce,
    chargeNeedsActMeansAndPurpose,
    ageNeedsProof,
    victimsAreHeardBeforeACharge,
  ],
  events: [{ type: 'prosecution.ChargeLaid', data }],
})

/** An amended charge is checked as a new one. */
export const amendCharge = (it: Prosecution, command: AmendCharge): Decision | Forbidden => {
  if (it.charges[command.data.chargeId] === undefined) return { forbiddenBy: onlyALiveChargeChanges }
  const { reasonCode, leaveRef } = command.data
  return {
    under: [
      aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
      aFiledChargeChangesWithLeave,
      theSameConductIsChargedOnce,
      chargeNeedsActMeansAndPurpose,
      ageNeedsProof,
      victimsAreHeardBeforeAnAmendment,
    ],
    events: [
      {
        type: 'prosecution.ChargeAmended',
        data: { ...chargeIn(it, command), reasonCode, ...(leaveRef === undefined ? {} : { leaveRef }) },
      },
    ],
  }
}

export const withdrawCharge = ({ data }: WithdrawCharge): Decision => ({
  under: [onlyALiveChargeChanges, aFiledChargeChangesWithLeave, victimsAreHeardBeforeAWithdrawal],
  events: [{ type: 'prosecution.ChargeWithdrawn', data }],
})

export const decideNoProsecution = ({ data }: DecideNoProsecution): Decision => ({
  under: [noProsecutionIsDecidedOnce, noProsecutionMayBeReviewed, victimsAreHeardBeforeNoProsecution],
  events: [{ type: 'prosecution.NoProsecutionDecided', data }],
})

export const fileIndictment = ({ data }: FileIndictment): Decision => ({
  under: [
    aChargeRestsOnADossier,
    anIndictmentIsFiledOnce,
    anIndictmentHasLiveCharges,
    aVictimIsNotIndictedBeforeNonPunishmentIsAssessed,
    eachChargeOfTheIndictmentHasItsElements,
  ],
  events: [{ type: 'prosecution.IndictmentFiled', data }],
})

export const agreeLeadJurisdiction = ({ data }: AgreeLeadJurisdiction): Decision => ({
  under: [theLeadIsAgreedAmongParties, onlyLiveChargesAreTransferred, victimsAreHeardBeforeATransfer],
  events: [{ type: 'prosecution.LeadJurisdictionAgreed', data }],
})
