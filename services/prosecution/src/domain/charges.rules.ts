import type { KeyDecision } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { chargesOfTheSameConduct } from './elements.ts'
import { chargeIn, type Charging } from './charge.ts'
import type {
  AgreeLeadJurisdiction,
  AmendCharge,
  DecideNoProsecution,
  LayCharge,
  RequestFurtherInvestigation,
  WithdrawCharge,
} from './prosecution.commands.ts'
import type { Charge, Prosecution } from './prosecution.ts'
import { leavesTheWindow } from './windows.ts'

const PROCEDURE = 'criminal procedure in general [G]'
const VIEWS = 'Palermo Protocol 6(2)(b) [G]: views of victims presented and considered'

export const furtherInvestigationAnswersADossier: Rule<Prosecution, RequestFurtherInvestigation> = {
  id: 'prosecution.further-investigation-answers-a-dossier',
  sentence: 'further investigation is asked for on a dossier that was received',
  source: 'handover of a case to the prosecutor [G]',
  level: 'block',
  holds: ({ received }, { data: { dossierId } }) => received.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const furtherInvestigationIsDueLater: Rule<Prosecution, RequestFurtherInvestigation> = {
  id: 'prosecution.further-investigation-is-due-later',
  sentence: 'further investigation is due after it is asked for',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { data: { dueAt }, now }) => now.slice(0, 19) < dueAt.slice(0, 19),
  facts: (_, { data: { dueAt } }) => [dueAt],
}

export const theSameConductIsChargedOnce: Rule<Prosecution, Charging> = {
  id: 'prosecution.the-same-conduct-is-charged-once',
  sentence: 'a person stands charged once for the same conduct, here or where the lead was agreed',
  source: 'ICCPR 14(7) [G]; UNTOC 15(5) [G]: concurrent jurisdiction',
  level: 'block',
  holds: (it, command) => chargesOfTheSameConduct(it, chargeIn(it, command)).length === 0,
  facts: (it, command) => chargesOfTheSameConduct(it, chargeIn(it, command)),
}

export const onlyALiveChargeChanges: Rule<Prosecution, AmendCharge | WithdrawCharge> = {
  id: 'prosecution.only-a-live-charge-changes',
  sentence: 'only a charge that is live is amended or withdrawn',
  source: PROCEDURE,
  level: 'block',
  holds: ({ charges }, { data: { chargeId } }) => charges[chargeId] !== undefined,
  facts: (_, { data: { chargeId } }) => [chargeId],
}

export const aFiledChargeChangesWithLeave: Rule<Prosecution, AmendCharge | WithdrawCharge> = {
  id: 'prosecution.a-filed-charge-changes-with-leave',
  sentence: 'a charge that is before a court is amended or withdrawn with its leave',
  source: PROCEDURE,
  level: 'block',
  holds: ({ filed }, { data: { chargeId, leaveRef } }) => leaveRef !== undefined || !filed.includes(chargeId),
  facts: (_, { data: { chargeId } }) => [chargeId],
}

/** The victims of charges who were not asked for their views before a decision on them. */
const unheard = ({ viewsOf }: Prosecution, charges: readonly (Charge | undefined)[], decision: KeyDecision): string[] => [
  ...new Set(
    charges
      .flatMap((charge) => charge?.perVictim ?? [])
      .map(({ personRef }) => personRef)
      .filter((personRef) => !(viewsOf[personRef] ?? []).includes(decision)),
  ),
]

const unheardBeforeCharge = (it: Prosecution, { data }: LayCharge): string[] => unheard(it, [data], 'charge')

export const victimsAreHeardBeforeACharge: Rule<Prosecution, LayCharge> = {
  id: 'prosecution.victims-are-heard-before-a-charge',
  sentence: 'the victims of a charge are asked for their views before it is laid',
  source: VIEWS,
  level: 'warn',
  holds: (it, command) => unheardBeforeCharge(it, command).length === 0,
  facts: unheardBeforeCharge,
}

/** Also who was named in the charge before, and is named no more. */
const unheardBeforeAmendment = (it: Prosecution, command: AmendCharge): string[] =>
  unheard(it, [it.charges[command.data.chargeId], chargeIn(it, command)], 'amendment')

export const victimsAreHeardBeforeAnAmendment: Rule<Prosecution, AmendCharge> = {
  id: 'prosecution.victims-are-heard-before-an-amendment',
  sentence: 'the victims of a charge are asked for their views before it is amended',
  source: VIEWS,
  level: 'warn',
  holds: (it, command) => unheardBeforeAmendment(it, command).length === 0,
  facts: unheardBeforeAmendment,
}

const unheardBeforeWithdrawal = (it: Prosecution, { data: { chargeId } }: WithdrawCharge): string[] =>
  unheard(it, [it.charges[chargeId]], 'withdrawal')

export const victimsAreHeardBeforeAWithdrawal: Rule<Prosecution, WithdrawCharge> = {
  id: 'prosecution.victims-are-heard-before-a-withdrawal',
  sentence: 'the victims of a charge are asked for their views before it is withdrawn',
  source: VIEWS,
  level: 'warn',
  holds: (it, command) => unheardBeforeWithdrawal(it, command).length === 0,
  facts: unheardBeforeWithdrawal,
}

export const noProsecutionIsDecidedOnce: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-is-decided-once',
  sentence: 'it is decided once not to prosecute a suspect, and again only after a review took that back',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ notProsecuted }, { data: { suspects } }) => suspects.every((one) => !notProsecuted.includes(one)),
  facts: ({ notProsecuted }, { data: { suspects } }) => suspects.filter((one) => notProsecuted.includes(one)),
}

export const noProsecutionMayBeReviewed: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.no-prosecution-may-be-reviewed',
  sentence: 'a decision not to prosecute leaves time for its review, no less than the law gives for it',
  source: 'review of decisions not to prosecute [G]; the days are policy of the jurisdiction',
  level: 'block',
  holds: (_, { data: { reviewUntil }, policy, occurredAt, now }) =>
    now.slice(0, 19) < reviewUntil.slice(0, 19) && leavesTheWindow(policy, 'decisionReview', occurredAt ?? now, reviewUntil),
  facts: (_, { data: { reviewUntil } }) => [reviewUntil],
}

const unaskedVictims = ({ viewsOf }: Prosecution, { known }: DecideNoProsecution): string[] =>
  Object.keys(known.victims).filter((personRef) => !(viewsOf[personRef] ?? []).includes('noProsecution'))

export const victimsAreHeardBeforeNoProsecution: Rule<Prosecution, DecideNoProsecution> = {
  id: 'prosecution.victims-are-heard-before-no-prosecution',
  sentence: 'the victims of a case are asked for their views before it is decided not to prosecute',
  source: VIEWS,
  level: 'warn',
  holds: (it, command) => unaskedVictims(it, command).length === 0,
  facts: (it, command) => unaskedVictims(it, command),
}

export const theLeadIsAgreedAmongParties: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.the-lead-is-agreed-among-parties',
  sentence: 'a lead is agreed among at least two countries, this one among them, and one of them leads',
  source: 'UNTOC 15(5) [G]; ACTIP 10 [G]',
  level: 'block',
  holds: (_, { data: { parties, leadParty }, jurisdiction }) =>
    new Set(parties).size >= 2 && parties.includes(leadParty) && (jurisdiction === undefined || parties.includes(jurisdiction)),
  facts: (_, { data: { parties, leadParty } }) => [leadParty, ...parties],
}

const strangers = ({ charges, transferred }: Prosecution, { data, jurisdiction }: AgreeLeadJurisdiction): string[] =>
  data.leadParty === jurisdiction ? [] : data.chargesTransferred.filter((id) => charges[id] === undefined && transferred[id] === undefined)

export const onlyLiveChargesAreTransferred: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.only-live-charges-are-transferred',
  sentence: 'only live charges go over to the country that leads',
  source: 'UNTOC 21 [G]: transfer of criminal proceedings',
  level: 'block',
  holds: (it, command) => strangers(it, command).length === 0,
  facts: (it, command) => strangers(it, command),
}

const unheardBeforeTransfer = (it: Prosecution, { data: { chargesTransferred } }: AgreeLeadJurisdiction): string[] =>
  unheard(
    it,
    chargesTransferred.map((id) => it.charges[id]),
    'transferAbroad',
  )

export const victimsAreHeardBeforeATransfer: Rule<Prosecution, AgreeLeadJurisdiction> = {
  id: 'prosecution.victims-are-heard-before-a-transfer',
  sentence: 'the victims of a charge are asked for their views before another country takes it over',
  source: VIEWS,
  level: 'warn',
  holds: (it, command) => unheardBeforeTransfer(it, command).length === 0,
  facts: unheardBeforeTransfer,
}
