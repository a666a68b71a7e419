import { judgmentsFor, refusalFor, rightsFor } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import type { Fact, FactOf } from '@case-timeline/contracts'
import {
  agreeJoinder,
  agreeLeadJurisdiction,
  amendCharge,
  decideNoProsecution,
  fileIndictment,
  layCharge,
  requestFurtherInvestigation,
  whenChargeIsLive,
  withdrawCharge,
} from './charges.decide.ts'
import { lodgeAppeal, makeDisclosure, recordPleaAgreement, seekConfiscation } from './court.decide.ts'
import { assessNonPunishment, receiveDossier } from './prosecution.decide.ts'
import { charging } from './charged-once.reads.ts'
import { indicting, isJoined, links } from './joinder.reads.ts'
import { assets, conditions, deciders, decision, persons, referrals } from './prosecution.reads.ts'
import { evolve, withoutDossier } from './prosecution.ts'
import {
  decideDecisionReview,
  fileCompensationClaim,
  notifyVictim,
  recordTestimonyConsent,
  recordTestimonyRefusal,
  recordVictimViews,
  requestDecisionReview,
  seekProtectionMeasures,
} from './victims.decide.ts'

/** The command that recorded a dossier as received or rejected: both events come from the same command. */
const receiveDossierCommandOf = ({ type, data }: Fact) => {
  switch (type) {
    case contract.DossierReceived.type: {
      const received = data as FactOf<typeof contract.DossierReceived>['data']
      return { name: contract.ReceiveDossier.name, data: { ...received, foundHash: received.manifestHash } }
    }
    case contract.DossierRejected.type: {
      const { dossierId, expectedHash, foundHash } = data as FactOf<typeof contract.DossierRejected>['data']
      return { name: contract.ReceiveDossier.name, data: { dossierId, manifestHash: expectedHash, foundHash } }
    }
    default:
      return undefined
  }
}

/** The stream `prosecution.case-<caseId>`: the prosecutor's file of one case. */
export const prosecutionStream = aggregate({
  service: 'prosecution',
  name: 'case',
  events: [
    contract.DossierReceived,
    contract.DossierRejected,
    contract.FurtherInvestigationRequested,
    contract.NonPunishmentAssessed,
    contract.ChargeLaid,
    contract.ChargeAmended,
    contract.ChargeWithdrawn,
    contract.NoProsecutionDecided,
    contract.IndictmentFiled,
    contract.JoinderAgreed,
    contract.DisclosureMade,
    contract.VictimViewsRecorded,
    contract.ProtectionMeasureSought,
    contract.TestimonyConsentRecorded,
    contract.TestimonyRefused,
    contract.CompensationClaimFiled,
    contract.ConfiscationSought,
    contract.LeadJurisdictionAgreed,
    contract.AppealLodged,
    contract.PleaAgreementReached,
    contract.VictimNotified,
    contract.DecisionReviewRequested,
    contract.DecisionReviewDecided,
  ],
  initial: withoutDossier,
  evolve,
  streamId: (caseId) => caseId,
  commands: [
    takes(contract.ReceiveDossier, { reads: referrals, decide: receiveDossier }),
    takes(contract.AssessNonPunishment, { decide: assessNonPunishment }),
    takes(contract.LayCharge, { reads: charging, decide: layCharge }),
    takes(contract.FileIndictment, { reads: indicting, readsLinkedCases: isJoined, decide: fileIndictment }),
    takes(contract.AgreeJoinder, { reads: links, readsLinkedCases: () => true, decide: agreeJoinder }),
    takes(contract.RequestFurtherInvestigation, { decide: requestFurtherInvestigation }),
    takes(contract.AmendCharge, { reads: charging, decide: whenChargeIsLive(amendCharge) }),
    takes(contract.WithdrawCharge, { decide: withdrawCharge }),
    takes(contract.DecideNoProsecution, { reads: persons, decide: decideNoProsecution }),
    takes(contract.MakeDisclosure, { reads: conditions, decide: makeDisclosure }),
    takes(contract.SeekConfiscation, { reads: assets, decide: seekConfiscation }),
    takes(contract.AgreeLeadJurisdiction, { decide: agreeLeadJurisdiction }),
    takes(contract.LodgeAppeal, { reads: judgmentsFor('prosecution'), decide: lodgeAppeal }),
    takes(contract.RecordPleaAgreement, { decide: recordPleaAgreement }),
    takes(contract.RecordVictimViews, { decide: recordVictimViews }),
    takes(contract.SeekProtectionMeasures, { decide: seekProtectionMeasures }),
    takes(contract.RecordTestimonyConsent, { decide: recordTestimonyConsent }),
    takes(contract.RecordTestimonyRefusal, { reads: refusalFor('prosecution'), decide: recordTestimonyRefusal }),
    takes(contract.FileCompensationClaim, { reads: rightsFor('prosecution'), decide: fileCompensationClaim }),
    takes(contract.NotifyVictim, { reads: decision, decide: notifyVictim }),
    takes(contract.RequestDecisionReview, { decide: requestDecisionReview }),
    takes(contract.DecideDecisionReview, { reads: deciders, decide: decideDecisionReview }),
  ],
  commandOf: receiveDossierCommandOf,
})
