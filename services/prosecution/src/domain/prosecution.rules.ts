import type { Rule } from '@case-timeline/decider'
import { fallsOnAVictim, hasItsElements, incompleteVictims, victimsOfUnprovenAge } from './elements.ts'
import { chargeIn, type Charging } from './charge.ts'
import type { AssessNonPunishment, FileIndictment, LayCharge, ReceiveDossier } from './prosecution.commands.ts'
import type { Charge, Prosecution } from './prosecution.ts'

const TRAFFICKING = 'Palermo Protocol 3(a) [V], 3(b)-(d) [G]; ACTIP 2, 5 [G]'
const NON_PUNISHMENT = 'ACTIP 14(7) [V: "consider", subject to domestic law]; ASEAN Guideline on the Non-Punishment Principle [G]'

export const theDossierWasReferred: Rule<Prosecution, ReceiveDossier> = {
  id: 'prosecution.the-dossier-was-referred',
  sentence: 'a dossier is answered only as police referred it',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { data: { dossierId, manifestHash }, known }) => known.manifestHashOf[dossierId] === manifestHash,
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const aDossierIsAnsweredOnce: Rule<Prosecution, ReceiveDossier> = {
  id: 'prosecution.a-dossier-is-answered-once',
  sentence: 'a dossier is received or rejected once',
  source: 'integrity of the record',
  level: 'block',
  holds: (it, { data: { dossierId } }) => !it.dossiers.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const anotherPersonApprovesNonPunishment: Rule<Prosecution, AssessNonPunishment> = {
  id: 'prosecution.another-person-approves-non-punishment',
  sentence: 'who assesses non-punishment does not approve the assessment',
  source: 'separation of duties',
  level: 'block',
  holds: (_, { data: { approver }, actor }) => approver.userId !== actor.userId,
}

export const theDecisionFollowsTheFinding: Rule<Prosecution, AssessNonPunishment> = {
  id: 'prosecution.the-decision-follows-the-finding',
  sentence: 'acts found directly related to the trafficking are not decided upon as unrelated',
  source: 'integrity of the record',
  level: 'block',
  holds: (_, { data: { directlyRelated, decision } }) => !(directlyRelated && decision === 'notDirectlyRelated'),
}

export const aChargeRestsOnADossier: Rule<Prosecution, LayCharge | FileIndictment> = {
  id: 'prosecution.a-charge-rests-on-a-dossier',
  sentence: 'charges and indictments rest on a dossier that was received',
  source: 'handover of a case to the prosecutor [G]',
  level: 'block',
  holds: (it) => it.is !== 'without dossier',
}

export const aChargeIsLaidOnce: Rule<Prosecution, LayCharge> = {
  id: 'prosecution.a-charge-is-laid-once',
  sentence: 'a charge is laid once: another charge has another id',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ charges, withdrawn, transferred }, { data: { chargeId } }) =>
    [charges, withdrawn, transferred].every((some) => some[chargeId] === undefined),
  facts: (_, { data: { chargeId } }) => [chargeId],
}

export const chargeNeedsActMeansAndPurpose: Rule<Prosecution, Charging> = {
  id: 'prosecution.charge-needs-act-means-and-purpose',
  sentence: 'a trafficking charge names act, means and purpose for each victim; means not for one who was under 18',
  source: TRAFFICKING,
  level: 'block',
  holds: (it, command) => hasItsElements(chargeIn(it, command), command),
  facts: (it, command) => incompleteVictims(chargeIn(it, command), command),
}

export const ageNeedsProof: Rule<Prosecution, Charging> = {
  id: 'prosecution.age-needs-proof',
  sentence: 'a charge that names no means needs proof of the victim’s age: doubt protects her and proves nothing against the accused',
  source: `${TRAFFICKING}; presumption of innocence [G]`,
  level: 'warn',
  holds: (it, command) => victimsOfUnprovenAge(chargeIn(it, command), command).length === 0,
  facts: (it, command) => victimsOfUnprovenAge(chargeIn(it, command), command),
}

export const aVictimIsNotChargedBeforeNonPunishmentIsAssessed: Rule<Prosecution, Charging> = {
  id: 'prosecution.a-victim-is-not-charged-before-non-punishment-is-assessed',
  sentence: 'a presumed victim is charged only when non-punishment was assessed and the acts charged were found not directly related',
  source: NON_PUNISHMENT,
  level: 'block',
  overridableFor: ['courtOrder', 'legalDuty'],
  overrideNeedsApprover: true,
  holds: (it, command) => !fallsOnAVictim(it, chargeIn(it, command), command.known),
  facts: (it, command) => [chargeIn(it, command).accusedRef],
}

const chargesOf = (it: Prosecution, { data: { chargeIds } }: FileIndictment): Charge[] =>
  chargeIds.flatMap((chargeId) => it.charges[chargeId] ?? [])

export const anIndictmentIsFiledOnce: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.an-indictment-is-filed-once',
  sentence: 'an indictment is filed once',
  source: 'integrity of the record',
  level: 'block',
  holds: (it, { data: { indictmentId } }) => !it.indictments.includes(indictmentId),
  facts: (_, { data: { indictmentId } }) => [indictmentId],
}

export const anIndictmentHasLiveCharges: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.an-indictment-has-live-charges',
  sentence: 'an indictment brings at least one charge, and only charges that were laid',
  source: 'criminal procedure [G]',
  level: 'block',
  holds: (it, command) => command.data.chargeIds.length > 0 && chargesOf(it, command).length === command.data.chargeIds.length,
  facts: (it, { data: { chargeIds } }) => chargeIds.filter((chargeId) => it.charges[chargeId] === undefined),
}

export const eachChargeOfTheIndictmentHasItsElements: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.each-charge-of-the-indictment-has-its-elements',
  sentence: 'each trafficking charge of an indictment has its elements by what is known of the victims now',
  source: TRAFFICKING,
  level: 'block',
  holds: (it, command) => chargesOf(it, command).every((charge) => hasItsElements(charge, command)),
  facts: (it, command) =>
    chargesOf(it, command)
      .filter((charge) => !hasItsElements(charge, command))
      .map(({ chargeId }) => chargeId),
}

export const aVictimIsNotIndictedBeforeNonPunishmentIsAssessed: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.a-victim-is-not-indicted-before-non-punishment-is-assessed',
  sentence: 'a presumed victim is indicted only when non-punishment was assessed, also if she was identified since the charge',
  source: NON_PUNISHMENT,
  level: 'block',
  overridableFor: ['courtOrder', 'legalDuty'],
  overrideNeedsApprover: true,
  holds: (it, command) => victimsAccused(it, command).length === 0,
  facts: (it, command) => victimsAccused(it, command),
}

const victimsAccused = (it: Prosecution, command: FileIndictment): string[] =>
  chargesOf(it, command)
    .filter((charge) => fallsOnAVictim(it, charge, command.known))
    .map(({ accusedRef }) => accusedRef)
