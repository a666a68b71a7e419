import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  agreeLeadJurisdiction,
  amendCharge,
  decideNoProsecution,
  fileIndictment,
  layCharge,
  requestFurtherInvestigation,
  withdrawCharge,
} from './charges.decide.ts'
import { lodgeAppeal, makeDisclosure, seekConfiscation } from './court.decide.ts'
import type { AssessNonPunishment, ProsecutionCommand, ReceiveDossier } from './prosecution.commands.ts'
import { evolve, withoutDossier, type Prosecution, type ProsecutionFact } from './prosecution.ts'
import {
  aDossierIsAnsweredOnce,
  anotherPersonApprovesNonPunishment,
  theDecisionFollowsTheFinding,
  theDossierWasReferred,
} from './prosecution.rules.ts'
import {
  decideDecisionReview,
  fileCompensationClaim,
  notifyVictim,
  recordTestimonyConsent,
  recordVictimViews,
  requestDecisionReview,
  seekProtectionMeasures,
} from './victims.decide.ts'

type Decision = Decided<ProsecutionFact>

/** Takes a dossier in, or rejects it when its lists do not have the hash that police stated. */
export const receiveDossier = ({ data: { dossierId, manifestHash, foundHash } }: ReceiveDossier): Decision => ({
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

export const assessNonPunishment = ({ data }: AssessNonPunishment): Decision => ({
  under: [anotherPersonApprovesNonPunishment, theDecisionFollowsTheFinding],
  events: [{ type: 'prosecution.NonPunishmentAssessed', data }],
})

const decide = (command: ProsecutionCommand, it: Prosecution): Decision | Forbidden => {
  switch (command.name) {
    case 'ReceiveDossier':
      return receiveDossier(command)
    case 'RequestFurtherInvestigation':
      return requestFurtherInvestigation(command)
    case 'AssessNonPunishment':
      return assessNonPunishment(command)
    case 'LayCharge':
      return layCharge(command)
    case 'AmendCharge':
      return amendCharge(it, command)
    case 'WithdrawCharge':
      return withdrawCharge(command)
    case 'DecideNoProsecution':
      return decideNoProsecution(command)
    case 'FileIndictment':
      return fileIndictment(command)
    case 'MakeDisclosure':
      return makeDisclosure(command)
    case 'SeekConfiscation':
      return seekConfiscation(command)
    case 'AgreeLeadJurisdiction':
      return agreeLeadJurisdiction(command)
    case 'LodgeAppeal':
      return lodgeAppeal(command)
    case 'RecordVictimViews':
      return recordVictimViews(command)
    case 'SeekProtectionMeasures':
      return seekProtectionMeasures(command)
    case 'RecordTestimonyConsent':
      return recordTestimonyConsent(command)
    case 'FileCompensationClaim':
      return fileCompensationClaim(command)
    case 'NotifyVictim':
      return notifyVictim(command)
    case 'RequestDecisionReview':
      return requestDecisionReview(command)
    case 'DecideDecisionReview':
      return decideDecisionReview(command)
  }
}

export const prosecution: Decider<Prosecution, ProsecutionCommand, ProsecutionFact> = { initial: withoutDossier, evolve, decide }
