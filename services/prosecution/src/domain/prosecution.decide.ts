import type { Decided, Decider } from '@case-timeline/decider'
import {
  evolve,
  withoutDossier,
  type AssessNonPunishment,
  type FileIndictment,
  type LayCharge,
  type Prosecution,
  type ProsecutionCommand,
  type ProsecutionFact,
  type ReceiveDossier,
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
  aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
  aVictimIsNotIndictedBeforeNonPunishmentIsAssessed,
  anotherPersonApprovesNonPunishment,
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
  under: [anotherPersonApprovesNonPunishment, theDecisionFollowsTheFinding],
  events: [{ type: 'prosecution.NonPunishmentAssessed', data }],
})

/** The graver reason is told first: that it would fall on a victim, before that no dossier is in. */
export const layCharge = (_: Prosecution, { data }: LayCharge): Decision => ({
  under: [
    aVictimIsNotChargedBeforeNonPunishmentIsAssessed,
    aChargeRestsOnADossier,
    aChargeIsLaidOnce,
    chargeNeedsActMeansAndPurpose,
    ageNeedsProof,
  ],
  events: [{ type: 'prosecution.ChargeLaid', data }],
})

export const fileIndictment = (_: Prosecution, { data }: FileIndictment): Decision => ({
  under: [
    aChargeRestsOnADossier,
    anIndictmentIsFiledOnce,
    anIndictmentHasLiveCharges,
    aVictimIsNotIndictedBeforeNonPunishmentIsAssessed,
    eachChargeOfTheIndictmentHasItsElements,
  ],
  events: [{ type: 'prosecution.IndictmentFiled', data }],
})

const decide = (command: ProsecutionCommand, it: Prosecution): Decision => {
  switch (command.name) {
    case 'ReceiveDossier':
      return receiveDossier(it, command)
    case 'AssessNonPunishment':
      return assessNonPunishment(it, command)
    case 'LayCharge':
      return layCharge(it, command)
    case 'FileIndictment':
      return fileIndictment(it, command)
  }
}

export const prosecution: Decider<Prosecution, ProsecutionCommand, ProsecutionFact> = { initial: withoutDossier, evolve, decide }
