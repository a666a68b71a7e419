import { z } from 'zod'
import { commandType } from '../command-type.ts'
import { investigationDetentionCommands } from '../custody/custody.commands.ts'
import { Id, PersonRef, listOf } from '../fields.ts'
import { caseCommands } from './case.commands.ts'
import { CaseOpened } from './case-opened.ts'
import { CaseReferredToProsecution, SafeguardReason } from './case-referred-to-prosecution.ts'
import { cooperationCommands } from './cooperation.commands.ts'
import { EvidenceCertified } from './evidence-certified.ts'
import { EvidenceCollected } from './evidence-collected.ts'
import { EvidenceCustodyTransferred } from './evidence-custody-transferred.ts'
import { PresumedVictimIdentified } from './presumed-victim-identified.ts'
import { ScreeningConducted } from './screening-conducted.ts'
import { SuspectArrested } from './suspect-arrested.ts'
import { SuspectIdentified } from './suspect-identified.ts'
import { VictimSuspectConflictFlagged } from './victim-suspect-conflict-flagged.ts'

export const OpenCase = commandType({
  name: 'OpenCase',
  service: 'investigation',
  meaning: 'Open a case and name the agency that leads it.',
  data: CaseOpened.data,
  example: CaseOpened.example,
})

export const ConductScreening = commandType({
  name: 'ConductScreening',
  service: 'investigation',
  meaning: 'Record a screening for indicators of trafficking.',
  data: ScreeningConducted.data,
  example: ScreeningConducted.example,
})

export const IdentifyPresumedVictim = commandType({
  name: 'IdentifyPresumedVictim',
  service: 'investigation',
  meaning: 'Identify a person as a presumed victim, whatever else she is held to be.',
  data: PresumedVictimIdentified.data,
  example: PresumedVictimIdentified.example,
})

export const IdentifySuspect = commandType({
  name: 'IdentifySuspect',
  service: 'investigation',
  meaning: 'Record that a person came under suspicion.',
  data: SuspectIdentified.data,
  example: SuspectIdentified.example,
})

export const CollectEvidence = commandType({
  name: 'CollectEvidence',
  service: 'investigation',
  meaning: 'Record an item of evidence that came into custody.',
  data: EvidenceCollected.data,
  example: EvidenceCollected.example,
})

export const TransferEvidenceCustody = commandType({
  name: 'TransferEvidenceCustody',
  service: 'investigation',
  meaning: 'Record that an item of evidence went to another custodian.',
  data: EvidenceCustodyTransferred.data,
  example: EvidenceCustodyTransferred.example,
})

export const CertifyEvidence = commandType({
  name: 'CertifyEvidence',
  service: 'investigation',
  meaning: 'Record that an executed request for legal assistance certifies an item.',
  data: EvidenceCertified.data,
  example: EvidenceCertified.example,
})

export const FlagVictimSuspectConflict = commandType({
  name: 'FlagVictimSuspectConflict',
  service: 'investigation',
  meaning: 'Flag that a person of whom two references were merged is presumed a victim and held a suspect, where she is.',
  data: z.strictObject({ personRef: PersonRef }),
  example: { personRef: VictimSuspectConflictFlagged.example.personRef },
})

export const ArrestSuspect = commandType({
  name: 'ArrestSuspect',
  service: 'investigation',
  meaning: 'Record an arrest.',
  data: SuspectArrested.data,
  example: SuspectArrested.example,
})

const { dossierId, suspects } = CaseReferredToProsecution.data.shape

export const ReferCaseToProsecution = commandType({
  name: 'ReferCaseToProsecution',
  service: 'investigation',
  meaning: 'Hand the dossier to the prosecutor; hashes and safeguards are taken from the record.',
  data: z.strictObject({
    dossierId,
    suspects,
    evidence: listOf(Id, 1_000).meta({ description: 'ids of the items that go with the dossier' }),
    safeguards: listOf(z.strictObject({ personRef: PersonRef, reasonCode: SafeguardReason }), 200).meta({
      description: 'the reason for each presumed victim who was not informed, or whose risk was not assessed',
    }),
  }),
  example: {
    dossierId: CaseReferredToProsecution.example.dossierId,
    suspects: CaseReferredToProsecution.example.suspects,
    evidence: CaseReferredToProsecution.example.evidence.map(({ id }) => id),
    safeguards: [],
  },
})

export const investigationCommands = [
  OpenCase,
  ConductScreening,
  IdentifyPresumedVictim,
  IdentifySuspect,
  CollectEvidence,
  TransferEvidenceCustody,
  CertifyEvidence,
  FlagVictimSuspectConflict,
  ArrestSuspect,
  ReferCaseToProsecution,
  ...caseCommands,
  ...cooperationCommands,
  ...Object.values(investigationDetentionCommands),
] as const
