import { earliestMomentOf } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { chargesForSameConduct } from './elements.ts'
import { resultingCharge, type ChargeCommand } from './charge.ts'
import type {
  AgreeLeadJurisdiction,
  AmendCharge,
  DecideNoProsecution,
  LayCharge,
  RequestFurtherInvestigation,
  WithdrawCharge,
} from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'
import { unheardVictims } from './views-of-victims.ts'
import { leavesVerifiedWindow, leavesWindow } from './windows.ts'

const VIEWS = 'Palermo Protocol 6(2)(b): views of victims presented and considered'

export const furtherInvestigationAnswersDossier: Rule<Prosecution, RequestFurtherInvestigation> = {
  id: 'prosecution.further-investigation-answers-dossier',
  sentence: 'further investigation is requested only for a dossier that was received',
  source: 'practice: the handover of a case to the prosecutor',
  level: 'block',
  holds: ({ received }, { data: { dossierId } }) => received.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const furtherInvestigationIsDueLater: Rule<Prosecution, RequestFurtherInvestigation> = {
  id: 'prosecution.further-investigation-is-due-later',
  sentence: 'further investigation is due after it is requested',
  source: 'integrity of the record',
  level: 'block',
  // To the second: a moment has fractions of a second, the recorded time has none.
  holds: (_, command) => earliestMomentOf(command).slice(0, 19) < command.data.dueAt.slice(0, 19),
  facts: (_, { data: { dueAt } }) => [dueAt],
}

export const sameConductIsChargedOnce: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.same-conduct-is-charged-once',
  sentence: 'a person is charged only once for the same conduct, in this country or in the country that took over the charge',
  source: 'UNTOC 15(5): concurrent jurisdiction; ICCPR 14(7): ne bis in idem, after a final judgment',
  level: 'block',
  holds: (prosecution, command) => chargesForSameConduct(prosecution, resultingCharge(prosecution, command)).length === 0,
  facts: (prosecution, command) => chargesForSameConduct(prosecution, resultingCharge(prosecution, command)),
}

export const onlyLiveChargeChanges: Rule<Prosecution, AmendCharge | WithdrawCharge> = {
  id: 'prosecution.only-live-charge-changes',
  sentence: 'only a live charge is amended or withdrawn',
  source: 'practice: only what is still charged is changed',
  level: 'block',
  holds: ({ charges }, { data: { chargeId } }) => charges[chargeId] !== undefined,
  facts: (_, { data: { chargeId } }) => [chargeId],
}

export const filedChargeChangesWithCourtLeave: Rule<Prosecution, AmendCharge | WithdrawCharge> = {
  id: 'prosecution.filed-charge-changes-with-court-leave',
  sentence: 'a charge that is before a court is amended or withdrawn only with the leave of that court',
  source: 'practice: a court decides what is still before it; PH Rules of Court 110(14): after the plea, or for a lesser offence',
  level: 'block',
  holds: ({ filed }, { data: { chargeId, leaveRef } }) => leaveRef !== undefined || !filed.includes(chargeId),
  facts: (_, { data: { chargeId } }) => [chargeId],
}

const unheardBeforeCharge = (prosecution: Prosecution, { data }: LayCharge): string[] => unheardVictims(prosecution, [data], 'charge')

export const victimsAreHeardBeforeCharge: Rule<Prosecution, LayCharge> = {
  id: 'prosecution.victims-are-heard-before-charge',
  sentence: 'the victims of a charge are asked for their views before it is laid',
  source: VIEWS,
  level: 'warn',
  levelReason: 'a victim who cannot be reached must not stop a charge, and how views are presented is national law: a policy may block',
  holds: (prosecution, command) => unheardBeforeCharge(prosecution, command).length === 0,
  facts: unheardBeforeCharge,
}

/** Includes the victims whom the amendment removes from the charge. */
const unheardBeforeAmendment = (prosecution: Prosecution, command: AmendCharge): string[] =>
  unheardVictims(prosecution, [prosecution.charges[command.data.chargeId], resultingCharge(prosecution, command)], 'amendment')

export const victimsAreHeardBeforeAmendment: Rule<Prosecution, AmendCharge> = {
  id: 'prosecution.victims-are-heard-before-amendment',
  sentence: 'the victims of a charge are asked for their views before it is amended',
  source: VIEWS,
  level: 'warn',
  levelReason: 'a victim who cannot be reached must not stop a charge, and how views are presented is national law: a policy may block',
  holds: (prosecution, command) => unheardBeforeAmendment(prosecution, command).length === 0,
  facts: unheardBeforeAmendment,
}

const unheardBeforeWithdrawal = (prosecution: Prosecution, { data: { chargeId } }: WithdrawCharge): string[] =>
  unheardVictims(prosecution, [prosecution.charges[chargeId]], 'withdrawal')

export const victimsAreHeardBeforeWithdrawal: Rule<Prosecution, WithdrawCharge> = {
  id: 'prosecution.victims-are-heard-before-withdrawal',
  sentence: 'the victims of a charge are asked for their views before it is withdrawn',
  source: VIEWS,
  level: 'warn',
  levelReason:
    'a charge without evidence must not go on for want of an answer, and how views are presented is national law: a policy may block',
  holds: (prosecution, command) => unheardBeforeWithdrawal(prosecution, command).length === 0,
  facts: unheardBeforeWithdrawal,
}

export const noProsecutionIsDecidedOnce: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-is-decided-once',
  sentence: 'a decision not to prosecute a suspect is taken once, and again only when a review did not uphold it',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ notProsecuted }, { data: { suspects } }) => suspects.every((personRef) => !notProsecuted.includes(personRef)),
  facts: ({ notProsecuted }, { data: { suspects } }) => suspects.filter((personRef) => notProsecuted.includes(personRef)),
}

export const noProsecutionMayBeReviewed: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-may-be-reviewed',
  sentence: 'a decision not to prosecute leaves at least as much time for its review as the law requires',
  source: 'practice: review of decisions not to prosecute; policy of the jurisdiction: the number of days',
  level: 'block',
  // To the second: a moment has fractions of a second, the recorded time has none.
  holds: (_, command) => {
    const { data, policy, occurredAt, now } = command
    return (
      earliestMomentOf(command).slice(0, 19) < data.reviewUntil.slice(0, 19) &&
      leavesVerifiedWindow(policy, 'decisionReview', occurredAt ?? now, data.reviewUntil)
    )
  },
  facts: (_, { data: { reviewUntil } }) => [reviewUntil],
}

export const noProsecutionIsRecordedBeforeReviewEnds: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-is-recorded-before-review-ends',
  sentence: 'a decision not to prosecute is recorded while its review can still be requested',
  source: 'practice: review of decisions not to prosecute; who learns of the decision too late cannot request its review',
  level: 'warn',
  levelReason: 'it was decided before: refused, the victim would not learn of it at all',
  holds: (_, { data: { reviewUntil }, now }) => now.slice(0, 19) < reviewUntil.slice(0, 19),
  facts: (_, { data: { reviewUntil } }) => [reviewUntil],
}

export const noProsecutionLeavesUnverifiedWindow: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-leaves-unverified-window',
  sentence: 'a decision not to prosecute leaves as much time for its review as the policy has, also where nobody has verified the number',
  source: 'practice: review of decisions not to prosecute; policy of the jurisdiction: the number of days, which nobody has verified',
  level: 'warn',
  levelReason: 'nobody has verified the number, and an unverified number refuses nothing',
  // What a verified number forbids is refused by the rule above.
  holds: (_, { data: { reviewUntil }, policy, occurredAt, now }) =>
    !leavesVerifiedWindow(policy, 'decisionReview', occurredAt ?? now, reviewUntil) ||
    leavesWindow(policy, 'decisionReview', occurredAt ?? now, reviewUntil),
  facts: (_, { data: { reviewUntil } }) => [reviewUntil],
}

const unheardBeforeNoProsecution = ({ viewsOf }: Prosecution, { known }: DecideNoProsecution): string[] =>
  Object.keys(known.victims).filter((personRef) => !(viewsOf[personRef] ?? []).includes('noProsecution'))

export const victimsAreHeardBeforeNoProsecution: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.victims-are-heard-before-no-prosecution',
  sentence: 'the victims of a case are asked for their views before a decision not to prosecute',
  source: VIEWS,
  level: 'warn',
  levelReason: 'the views do not bind the prosecutor, and how they are presented is national law: a policy may block',
  holds: (prosecution, command) => unheardBeforeNoProsecution(prosecution, command).length === 0,
  facts: (prosecution, command) => unheardBeforeNoProsecution(prosecution, command),
}

export const leadJurisdictionIsAgreedAmongParties: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.lead-jurisdiction-is-agreed-among-parties',
  sentence: 'the lead jurisdiction is agreed among at least two countries, including this one, and is one of them',
  source: 'UNTOC 15(5); ACTIP 10: jurisdiction',
  level: 'block',
  holds: (_, { data: { parties, leadParty }, jurisdiction }) =>
    new Set(parties).size >= 2 && parties.includes(leadParty) && (jurisdiction === undefined || parties.includes(jurisdiction)),
  facts: (_, { data: { parties, leadParty } }) => [leadParty, ...parties],
}

// If this country leads, the transferred charges come from the other countries and are not in this file.
const unknownCharges = ({ charges, transferred }: Prosecution, { data, jurisdiction }: AgreeLeadJurisdiction): string[] =>
  data.leadParty === jurisdiction ? [] : data.chargesTransferred.filter((id) => charges[id] === undefined && transferred[id] === undefined)

export const onlyLiveChargesAreTransferred: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.only-live-charges-are-transferred',
  sentence: 'only live charges are transferred to the lead jurisdiction',
  source: 'UNTOC 21: transfer of criminal proceedings',
  level: 'block',
  holds: (prosecution, command) => unknownCharges(prosecution, command).length === 0,
  facts: (prosecution, command) => unknownCharges(prosecution, command),
}

const unheardBeforeTransfer = (prosecution: Prosecution, { data: { chargesTransferred } }: AgreeLeadJurisdiction): string[] =>
  unheardVictims(
    prosecution,
    chargesTransferred.map((id) => prosecution.charges[id]),
    'transferAbroad',
  )

export const victimsAreHeardBeforeTransfer: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.victims-are-heard-before-transfer',
  sentence: 'the victims of a charge are asked for their views before another country takes it over',
  source: VIEWS,
  level: 'warn',
  levelReason: 'the views do not bind the prosecutor, and how they are presented is national law: a policy may block',
  holds: (prosecution, command) => unheardBeforeTransfer(prosecution, command).length === 0,
  facts: unheardBeforeTransfer,
}
