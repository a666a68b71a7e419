import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  withoutDossier,
  type AssessNonPunishment,
  type FileIndictment,
  type Indicted,
  type LayCharge,
  type Prosecution,
  type ProsecutionCommand,
  type ProsecutionFact,
  type ReceiveDossier,
  type WithDossier,
} from './prosecution.ts'
import {
  aChargeIsLaidOnce,
  aChargeRestsOnADossier,
  aDossierIsAnsweredOnce,
  ageNeedsProof,
  anIndictmentHasLiveCharges,
  anIndictmentIsFiledOnce,
  chargeNeedsActMeansAndPurpose,
  eachChargeOfTheIndictmentHasItsElements,
  noVictimIsChargedBeforeAssessment,
  noVictimIsIndictedBeforeAssessment,
  theApproverIsAnother,
  theDecisionFollowsTheFinding,
  theDossierWasReferred,
} from './prosecution.rules.ts'

type Decision = Decided<ProsecutionFact>

/** Takes a dossier in, or rejects it when its lists do not have the hash that police stated. */
export const receiveDossier = (_: Prosecution, { data: { dossierId, manifestHash, foundHash } }: ReceiveDossier): Decision => ({
  under: [theDossierWasReferred, aDossierIsAnsweredOnce],
  events: [
    manifestHash === foundHash
      ? { type: 'prosecution.DossierReceived', data: { dossierId, manifestHash } }
      : {
          type: 'prosecution.DossierRejected',
          data: { dossierId, reason: 'manifestMismatch', expectedHash: manifestHash, foundHash },
        },
  ],
})

export const assessNonPunishment = (_: Prosecution, { data }: AssessNonPunishment): Decision => ({
  under: [theApproverIsAnother, theDecisionFollowsTheFinding],
  events: [{ type: 'prosecution.NonPunishmentAssessed', data }],
})

export const layCharge = (_: WithDossier | Indicted, { data }: LayCharge): Decision => ({
  under: [aChargeIsLaidOnce, noVictimIsChargedBeforeAssessment, chargeNeedsActMeansAndPurpose, ageNeedsProof],
  events: [{ type: 'prosecution.ChargeLaid', data }],
})

export const fileIndictment = (_: WithDossier | Indicted, { data }: FileIndictment): Decision => ({
  under: [anIndictmentIsFiledOnce, anIndictmentHasLiveCharges, noVictimIsIndictedBeforeAssessment, eachChargeOfTheIndictmentHasItsElements],
  events: [{ type: 'prosecution.IndictmentFiled', data }],
})

const decide = (command: ProsecutionCommand, it: Prosecution): Decision | Forbidden => {
  switch (command.name) {
    case 'ReceiveDossier':
      return receiveDossier(it, command)
    case 'AssessNonPunishment':
      return assessNonPunishment(it, command)
    case 'LayCharge':
      return it.is === 'without dossier' ? { forbiddenBy: aChargeRestsOnADossier } : layCharge(it, command)
    case 'FileIndictment':
      return it.is === 'without dossier' ? { forbiddenBy: aChargeRestsOnADossier } : fileIndictment(it, command)
  }
}

export const prosecution: Decider<Prosecution, ProsecutionCommand, ProsecutionFact> = { initial: withoutDossier, evolve, decide }
