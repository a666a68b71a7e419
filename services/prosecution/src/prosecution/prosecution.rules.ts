import { blameGroundsIn, isSameUser, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { accusesVictim, hasItsElements, incompleteVictims, unlistedActs, victimsOfUnprovenAge } from './elements.ts'
import { resultingCharge, type ChargeCommand } from './charge.ts'
import { isOutsideKnownLaw } from './offences.ts'
import type { AssessNonPunishment, FileIndictment, LayCharge, ReceiveDossier } from './prosecution.commands.ts'
import type { Charge, Prosecution } from './prosecution.ts'

const TRAFFICKING = 'Palermo Protocol 3(a), 3(b), 3(c), 3(d); ACTIP 2, 5'
const NON_PUNISHMENT = 'ACTIP 14(7): to be considered, subject to domestic law; ASEAN Guideline on Non-Punishment'

export const dossierWasReferred: Rule<Prosecution, ReceiveDossier> = {
  id: 'prosecution.dossier-was-referred',
  sentence: 'a dossier is received or rejected only with the manifest hash that police stated in the referral',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { data: { dossierId, manifestHash }, known }) => known.manifestHashOf[dossierId] === manifestHash,
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const dossierIsAnsweredOnce: Rule<Prosecution, ReceiveDossier> = {
  id: 'prosecution.dossier-is-answered-once',
  sentence: 'a dossier is received or rejected once',
  source: 'integrity of the record',
  level: 'block',
  holds: (prosecution, { data: { dossierId } }) => !prosecution.dossiers.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const anotherPersonApprovesNonPunishment: Rule<Prosecution, AssessNonPunishment> = {
  id: 'prosecution.another-person-approves-non-punishment',
  sentence: 'an assessment of non-punishment is approved by a person other than the one who made it',
  source: 'separation of duties',
  level: 'block',
  needsSecondPerson: true,
  holds: (_, { approver, actor }) => approver !== undefined && !isSameUser(approver.userId, actor.userId),
}

export const decisionFollowsFinding: Rule<Prosecution, AssessNonPunishment> = {
  id: 'prosecution.decision-follows-finding',
  sentence: 'an assessment that finds the acts directly related to the trafficking does not decide that they are unrelated to it',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { data: { directlyRelated, decision } }) => !(directlyRelated && decision === 'notDirectlyRelated'),
}

export const actsAreFoundUnrelatedWithoutBlame: Rule<Prosecution, AssessNonPunishment> = {
  id: 'prosecution.acts-are-found-unrelated-without-blame',
  sentence: 'the acts of a victim are found unrelated to the trafficking without any ground that blames the victim',
  source: `${NON_PUNISHMENT}; practice: no blaming of victims`,
  level: 'warn',
  levelReason: 'the assessment rests on other grounds, too: the one that blames is recorded for who reviews it',
  holds: (_, { data: { directlyRelated, reasonCodes } }) => directlyRelated || blameGroundsIn(reasonCodes).length === 0,
  facts: (_, { data: { reasonCodes } }) => blameGroundsIn(reasonCodes),
}

const restsOnComplaint = (charge: Pick<Charge, 'complaintId'> | undefined): boolean => charge?.complaintId !== undefined

/** Whether a complaint that a court registered in the case brings the charge, or each charge of the indictment. */
const restsOnComplaints = ({ charges }: Prosecution, { data, known: { complaints = [] } }: LayCharge | FileIndictment): boolean => {
  const isBrought = (charge: Pick<Charge, 'complaintId'> | undefined): boolean =>
    charge?.complaintId !== undefined && complaints.includes(charge.complaintId)
  return 'chargeIds' in data
    ? data.chargeIds.length > 0 && data.chargeIds.every((chargeId) => isBrought(charges[chargeId]))
    : isBrought(data)
}

export const chargeRestsOnDossier: Rule<Prosecution, LayCharge | FileIndictment> = {
  id: 'prosecution.charge-rests-on-dossier',
  sentence: 'charges and indictments rest on a dossier that was received, or on the complaint that brings them',
  source: 'practice: the handover of a case to the prosecutor',
  level: 'block',
  holds: (prosecution, command) => prosecution.stage !== 'withoutDossier' || restsOnComplaints(prosecution, command),
}

export const complaintIsInvestigated: Rule<Prosecution, LayCharge> = {
  id: 'prosecution.complaint-is-investigated',
  sentence: 'a charge that a complaint brings rests on a dossier of police as well',
  source: 'practice: the handover of a case to the prosecutor; TH Criminal Procedure Code 28: the injured person may prosecute',
  level: 'warn',
  levelReason: 'the law of some countries lets a complainant bring a charge, and no rule of this record takes that away',
  holds: ({ stage }, { data }) => stage !== 'withoutDossier' || !restsOnComplaint(data),
  facts: (_, { data: { chargeId } }) => [chargeId],
}

export const chargeIsLaidOnce: Rule<Prosecution, LayCharge> = thingIsRecordedOnce('charge', {
  holds: ({ charges, withdrawn, transferred }, { data: { chargeId } }) =>
    [charges, withdrawn, transferred].every((chargesById) => chargesById[chargeId] === undefined),
  facts: (_, { data: { chargeId } }) => [chargeId],
})

export const chargeNeedsActMeansAndPurpose: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.charge-needs-act-means-and-purpose',
  sentence:
    'a trafficking charge names act, means and purpose for each victim: no means for a victim who was under 18, or where the policy says that the law asks for none, and no victim for an attempt, or if it states that the victims are not found yet',
  source: `${TRAFFICKING}; Palermo Protocol 5(2)(a): attempts`,
  level: 'block',
  holds: (prosecution, command) => hasItsElements(resultingCharge(prosecution, command), command),
  facts: (prosecution, command) => incompleteVictims(resultingCharge(prosecution, command), command),
}

export const victimsOfChargeAreFound: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.victims-of-charge-are-found',
  sentence: 'the victims of a charge are found: until they are, neither their part in it nor their views are known',
  source: `${TRAFFICKING}; Palermo Protocol 6(2)(b): views of victims presented and considered`,
  level: 'warn',
  levelReason: 'an offence can be proved before its victims are found, and who committed it must not go free until then',
  holds: (prosecution, command) => resultingCharge(prosecution, command).withoutVictim !== 'notYetFound',
  facts: (_, { data: { chargeId } }) => [chargeId],
}

export const nationalActIsOfOffence: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.national-act-is-of-offence',
  sentence: 'an act that a charge names by the law of the country is one that the policy lists for the offence',
  source: 'policy of the jurisdiction: the acts of each offence, each with its article',
  level: 'warn',
  levelReason: 'the list may be incomplete or unverified: the court decides what the offence consists of',
  holds: (prosecution, command) => unlistedActs(resultingCharge(prosecution, command), command).length === 0,
  facts: (prosecution, command) => unlistedActs(resultingCharge(prosecution, command), command),
}

export const chargedOffenceWasLaw: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.charged-offence-was-law',
  sentence: 'where the policy says since when or until when an offence is law, a charge of it is for acts of that time',
  source: 'ICCPR 15(1): no punishment for what was no offence when it was done; policy of the jurisdiction: since when',
  level: 'warn',
  levelReason: 'what was law at another time is unknown here, and not excluded: the court decides what was an offence',
  holds: (prosecution, command) => !isOutsideKnownLaw(resultingCharge(prosecution, command), command),
  facts: (prosecution, command) => [resultingCharge(prosecution, command).offenceCode, 'law:unknown'],
}

export const ageNeedsProof: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.age-needs-proof',
  sentence:
    'a charge that names no means needs proof of the victim’s age: doubt protects the victim and proves nothing against the accused',
  source: `${TRAFFICKING}; ICCPR 14(2): presumption of innocence`,
  level: 'warn',
  levelReason: 'whether the age is proved is for the court',
  holds: (prosecution, command) => victimsOfUnprovenAge(resultingCharge(prosecution, command), command).length === 0,
  facts: (prosecution, command) => victimsOfUnprovenAge(resultingCharge(prosecution, command), command),
}

export const victimIsNotChargedBeforeNonPunishmentIsAssessed: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.victim-is-not-charged-before-non-punishment-is-assessed',
  sentence: 'a presumed victim is charged only when non-punishment was assessed and the acts charged were found not directly related',
  source: NON_PUNISHMENT,
  level: 'block',
  overridableFor: ['courtOrder', 'legalDuty'],
  overrideNeedsApprover: true,
  holds: (prosecution, command) => !accusesVictim(prosecution, resultingCharge(prosecution, command), command.known),
  facts: (prosecution, command) => [resultingCharge(prosecution, command).accusedRef],
}

const chargesOf = (prosecution: Prosecution, { data: { chargeIds } }: FileIndictment): Charge[] =>
  chargeIds.flatMap((chargeId) => prosecution.charges[chargeId] ?? [])

export const indictmentIsFiledOnce: Rule<Prosecution, FileIndictment> = thingIsRecordedOnce('indictment', {
  holds: (prosecution, { data: { indictmentId } }) => !prosecution.indictments.includes(indictmentId),
  facts: (_, { data: { indictmentId } }) => [indictmentId],
})

export const indictmentHasLiveCharges: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.indictment-has-live-charges',
  sentence: 'an indictment contains at least one charge, and only live charges',
  source: 'ICCPR 14(3)(a): the accused is informed of the charge; practice: an indictment contains what is still charged',
  level: 'block',
  holds: (prosecution, command) =>
    command.data.chargeIds.length > 0 && chargesOf(prosecution, command).length === command.data.chargeIds.length,
  facts: (prosecution, { data: { chargeIds } }) => chargeIds.filter((chargeId) => prosecution.charges[chargeId] === undefined),
}

export const eachIndictedChargeHasItsElements: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.each-indicted-charge-has-its-elements',
  sentence: 'each trafficking charge of an indictment has all elements that are required according to the current data on the victims',
  source: TRAFFICKING,
  level: 'block',
  holds: (prosecution, command) => chargesOf(prosecution, command).every((charge) => hasItsElements(charge, command)),
  facts: (prosecution, command) =>
    chargesOf(prosecution, command)
      .filter((charge) => !hasItsElements(charge, command))
      .map(({ chargeId }) => chargeId),
}

export const victimIsNotIndictedBeforeNonPunishmentIsAssessed: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.victim-is-not-indicted-before-non-punishment-is-assessed',
  sentence:
    'a presumed victim, also one who was identified after the charge, is indicted only when non-punishment was assessed and the acts charged were found not directly related',
  source: NON_PUNISHMENT,
  level: 'block',
  overridableFor: ['courtOrder', 'legalDuty'],
  overrideNeedsApprover: true,
  holds: (prosecution, command) => accusedVictims(prosecution, command).length === 0,
  facts: (prosecution, command) => accusedVictims(prosecution, command),
}

const accusedVictims = (prosecution: Prosecution, command: FileIndictment): string[] =>
  chargesOf(prosecution, command)
    .filter((charge) => accusesVictim(prosecution, charge, command.known))
    .map(({ accusedRef }) => accusedRef)
