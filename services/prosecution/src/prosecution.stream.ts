import {
  AppealLodged,
  AssessNonPunishment,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  chargingCommands,
  CompensationClaimFiled,
  ConfiscationSought,
  DecisionReviewDecided,
  DecisionReviewRequested,
  DisclosureMade,
  DossierReceived,
  DossierRejected,
  FileIndictment,
  FurtherInvestigationRequested,
  IndictmentFiled,
  LayCharge,
  LeadJurisdictionAgreed,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  ProtectionMeasureSought,
  ReceiveDossier,
  TestimonyConsentRecorded,
  victimCommands,
  VictimNotified,
  VictimViewsRecorded,
  type FactOf,
} from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { prosecution } from './domain/prosecution.decide.ts'
import type { ProsecutionCommand } from './domain/prosecution.commands.ts'
import type { Prosecution, ProsecutionFact } from './domain/prosecution.ts'
import { assetsIn, conditionsIn, decidersIn, decisionIn, judgmentsIn, personsIn, referralsIn, rightsOf } from './reading.ts'

/** The stream `prosecution.case-<caseId>`: the prosecutor's file of one case. */
export const prosecutionStream: Aggregate<Prosecution, ProsecutionCommand, ProsecutionFact> = {
  service: 'prosecution',
  name: 'case',
  events: [
    DossierReceived,
    DossierRejected,
    FurtherInvestigationRequested,
    NonPunishmentAssessed,
    ChargeLaid,
    ChargeAmended,
    ChargeWithdrawn,
    NoProsecutionDecided,
    IndictmentFiled,
    DisclosureMade,
    VictimViewsRecorded,
    ProtectionMeasureSought,
    TestimonyConsentRecorded,
    CompensationClaimFiled,
    ConfiscationSought,
    LeadJurisdictionAgreed,
    AppealLodged,
    VictimNotified,
    DecisionReviewRequested,
    DecisionReviewDecided,
  ],
  commands: [ReceiveDossier, AssessNonPunishment, LayCharge, FileIndictment, ...chargingCommands, ...victimCommands],
  decider: prosecution,
  streamId: (caseId) => caseId,
  asked: ({ type, data }) => {
    switch (type) {
      case DossierReceived.type: {
        const received = data as FactOf<typeof DossierReceived>['data']
        return { name: ReceiveDossier.name, data: { ...received, foundHash: received.manifestHash } }
      }
      case DossierRejected.type: {
        const { dossierId, expectedHash, foundHash } = data as FactOf<typeof DossierRejected>['data']
        return { name: ReceiveDossier.name, data: { dossierId, manifestHash: expectedHash, foundHash } }
      }
      default:
        return undefined
    }
  },
  known: (history, command) => {
    switch (command.name) {
      case 'ReceiveDossier':
        return referralsIn(history)
      case 'LayCharge':
      case 'AmendCharge':
      case 'FileIndictment':
      case 'DecideNoProsecution':
        return personsIn(history)
      case 'MakeDisclosure':
        return conditionsIn(history)
      case 'SeekConfiscation':
        return assetsIn(history)
      case 'LodgeAppeal':
        return judgmentsIn(history)
      case 'FileCompensationClaim':
        return rightsOf(history, command.data.personRef)
      case 'NotifyVictim':
        return decisionIn(history, command.data.decisionEventId)
      case 'DecideDecisionReview':
        return decidersIn(history)
      case 'AssessNonPunishment':
      case 'RequestFurtherInvestigation':
      case 'WithdrawCharge':
      case 'AgreeLeadJurisdiction':
      case 'RecordVictimViews':
      case 'SeekProtectionMeasures':
      case 'RecordTestimonyConsent':
      case 'RequestDecisionReview':
        return { known: {}, read: [] }
    }
  },
}
