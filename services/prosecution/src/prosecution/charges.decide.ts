import type { Decided, Forbidden } from '@case-timeline/decider'
import { resultingCharge } from './charge.ts'
import { chargeIsBeforeOneCourt, decidedConductIsNotChargedAgain } from './charged-once.rules.ts'
import {
  filedChargeChangesWithCourtLeave,
  furtherInvestigationAnswersDossier,
  furtherInvestigationIsDueLater,
  noProsecutionIsDecidedOnce,
  noProsecutionIsRecordedBeforeReviewEnds,
  noProsecutionLeavesUnverifiedWindow,
  noProsecutionMayBeReviewed,
  onlyLiveChargeChanges,
  onlyLiveChargesAreTransferred,
  leadJurisdictionIsAgreedAmongParties,
  sameConductIsChargedOnce,
  victimsAreHeardBeforeCharge,
  victimsAreHeardBeforeAmendment,
  victimsAreHeardBeforeTransfer,
  victimsAreHeardBeforeWithdrawal,
  victimsAreHeardBeforeNoProsecution,
} from './charges.rules.ts'
import { accusedIsCheckedForForcedCriminality } from './forced-criminality.rules.ts'
import {
  indictmentIsJoinedByAgreement,
  joinderIsOfFiledIndictment,
  joinedCasesAreLinked,
  joinedIndictmentLeadsNoOther,
} from './joinder.rules.ts'
import type {
  AgreeJoinder,
  AgreeLeadJurisdiction,
  AmendCharge,
  DecideNoProsecution,
  FileIndictment,
  LayCharge,
  RequestFurtherInvestigation,
  WithdrawCharge,
} from './prosecution.commands.ts'
import type { Prosecution, ProsecutionEvent } from './prosecution.ts'
import {
  chargeIsLaidOnce,
  chargeRestsOnDossier,
  complaintIsInvestigated,
  ageNeedsProof,
  indictmentHasLiveCharges,
  indictmentIsFiledOnce,
  victimIsNotChargedBeforeNonPunishmentIsAssessed,
  victimIsNotIndictedBeforeNonPunishmentIsAssessed,
  chargeNeedsActMeansAndPurpose,
  chargedOffenceWasLaw,
  nationalActIsOfOffence,
  eachIndictedChargeHasItsElements,
  victimsOfChargeAreFound,
} from './prosecution.rules.ts'

type Decision = Decided<ProsecutionEvent>

export const requestFurtherInvestigation = (_: Prosecution, { data }: RequestFurtherInvestigation): Decision => ({
  under: [furtherInvestigationAnswersDossier, furtherInvestigationIsDueLater],
  events: [{ type: 'prosecution.FurtherInvestigationRequested', data }],
})

/**
 * The most serious rule comes first, because a refusal names the first broken rule: a charge against a victim is
 * refused for that reason even when no dossier was received.
 */
export const layCharge = (_: Prosecution, { data }: LayCharge): Decision => ({
  under: [
    victimIsNotChargedBeforeNonPunishmentIsAssessed,
    chargeRestsOnDossier,
    complaintIsInvestigated,
    chargeIsLaidOnce,
    sameConductIsChargedOnce,
    decidedConductIsNotChargedAgain,
    chargeNeedsActMeansAndPurpose,
    chargedOffenceWasLaw,
    victimsOfChargeAreFound,
    nationalActIsOfOffence,
    ageNeedsProof,
    accusedIsCheckedForForcedCriminality,
    victimsAreHeardBeforeCharge,
  ],
  events: [{ type: 'prosecution.ChargeLaid', data }],
})

/** An amended charge is checked like a new one. */
export const amendCharge = (prosecution: Prosecution, command: AmendCharge): Decision => {
  const { reasonCode, leaveRef } = command.data
  return {
    under: [
      victimIsNotChargedBeforeNonPunishmentIsAssessed,
      filedChargeChangesWithCourtLeave,
      sameConductIsChargedOnce,
      decidedConductIsNotChargedAgain,
      chargeNeedsActMeansAndPurpose,
      chargedOffenceWasLaw,
      victimsOfChargeAreFound,
      nationalActIsOfOffence,
      ageNeedsProof,
      accusedIsCheckedForForcedCriminality,
      victimsAreHeardBeforeAmendment,
    ],
    events: [
      {
        type: 'prosecution.ChargeAmended',
        data: { ...resultingCharge(prosecution, command), reasonCode, ...(leaveRef === undefined ? {} : { leaveRef }) },
      },
    ],
  }
}

export const withdrawCharge = (_: Prosecution, { data }: WithdrawCharge): Decision => ({
  under: [onlyLiveChargeChanges, filedChargeChangesWithCourtLeave, victimsAreHeardBeforeWithdrawal],
  events: [{ type: 'prosecution.ChargeWithdrawn', data }],
})

export const decideNoProsecution = (_: Prosecution, { data }: DecideNoProsecution): Decision => ({
  under: [
    noProsecutionIsDecidedOnce,
    noProsecutionMayBeReviewed,
    noProsecutionIsRecordedBeforeReviewEnds,
    noProsecutionLeavesUnverifiedWindow,
    victimsAreHeardBeforeNoProsecution,
  ],
  events: [{ type: 'prosecution.NoProsecutionDecided', data }],
})

export const fileIndictment = (_: Prosecution, { data }: FileIndictment): Decision => ({
  under: [
    chargeRestsOnDossier,
    indictmentIsFiledOnce,
    indictmentHasLiveCharges,
    chargeIsBeforeOneCourt,
    indictmentIsJoinedByAgreement,
    victimIsNotIndictedBeforeNonPunishmentIsAssessed,
    eachIndictedChargeHasItsElements,
  ],
  events: [{ type: 'prosecution.IndictmentFiled', data }],
})

export const agreeJoinder = (_: Prosecution, { data }: AgreeJoinder): Decision => ({
  under: [joinderIsOfFiledIndictment, joinedIndictmentLeadsNoOther, joinedCasesAreLinked],
  events: [{ type: 'prosecution.JoinderAgreed', data }],
})

export const agreeLeadJurisdiction = (_: Prosecution, { data }: AgreeLeadJurisdiction): Decision => ({
  under: [leadJurisdictionIsAgreedAmongParties, onlyLiveChargesAreTransferred, victimsAreHeardBeforeTransfer],
  events: [{ type: 'prosecution.LeadJurisdictionAgreed', data }],
})

interface AboutCharge {
  readonly data: { readonly chargeId: string }
}

/** Runs a decision on a charge only while the charge is live; otherwise the command is refused. */
export const whenChargeIsLive =
  <C extends AboutCharge>(decide: (prosecution: Prosecution, command: C) => Decision) =>
  (prosecution: Prosecution, command: C): Decision | Forbidden =>
    prosecution.charges[command.data.chargeId] === undefined ? { forbiddenBy: onlyLiveChargeChanges } : decide(prosecution, command)
