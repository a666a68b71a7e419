import { z } from 'zod'
import { commandType } from '../command-type.ts'
import { Id, PersonRef, listOf } from '../fields.ts'
import { CaseOpened } from './case-opened.ts'
import { CaseReferredToProsecution, SafeguardReason } from './case-referred-to-prosecution.ts'
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
  meaning: 'Opens a case and names the agency that leads it.',
  data: CaseOpened.data,
  example: CaseOpened.example,
})

export const ConductScreening = commandType({
  name: 'ConductScreening',
  service: 'investigation',
  bulk: true,
  meaning: 'Records a screening for indicators of trafficking.',
  data: ScreeningConducted.data,
  example: ScreeningConducted.example,
})

export const IdentifyPresumedVictim = commandType({
  name: 'IdentifyPresumedVictim',
  service: 'investigation',
  bulk: true,
  meaning: 'Identifies a person as a presumed victim, whatever other capacity the person has in the case.',
  data: PresumedVictimIdentified.data,
  example: PresumedVictimIdentified.example,
  addresses: PresumedVictimIdentified,
})

export const IdentifySuspect = commandType({
  name: 'IdentifySuspect',
  service: 'investigation',
  meaning: 'Records that a person is a suspect.',
  data: SuspectIdentified.data,
  example: SuspectIdentified.example,
})

export const CollectEvidence = commandType({
  name: 'CollectEvidence',
  service: 'investigation',
  meaning: 'Records an item of evidence that was taken into custody.',
  data: EvidenceCollected.data,
  example: EvidenceCollected.example,
})

export const TransferEvidenceCustody = commandType({
  name: 'TransferEvidenceCustody',
  service: 'investigation',
  meaning: 'Records that custody of an item of evidence was transferred.',
  data: EvidenceCustodyTransferred.data,
  example: EvidenceCustodyTransferred.example,
})

export const CertifyEvidence = commandType({
  name: 'CertifyEvidence',
  service: 'investigation',
  meaning: 'Records that an executed request for mutual legal assistance certifies an item of evidence.',
  data: EvidenceCertified.data,
  example: EvidenceCertified.example,
})

export const FlagVictimSuspectConflict = commandType({
  name: 'FlagVictimSuspectConflict',
  service: 'investigation',
  meaning: 'Flags that a person is both a presumed victim and a suspect, after two references of the person were merged.',
  data: z.strictObject({ personRef: PersonRef }),
  example: { personRef: VictimSuspectConflictFlagged.example.personRef },
})

export const ArrestSuspect = commandType({
  name: 'ArrestSuspect',
  service: 'investigation',
  meaning: 'Records an arrest.',
  data: SuspectArrested.data.omit({ powerFrom: true, ageOnRecord: true }),
  example: SuspectArrested.example,
})

const { dossierId, suspects, toOffice } = CaseReferredToProsecution.data.shape

export const ReferCaseToProsecution = commandType({
  name: 'ReferCaseToProsecution',
  service: 'investigation',
  addresses: CaseReferredToProsecution,
  meaning: 'Refers the dossier to the prosecutor; the hashes and the events that record safeguards are taken from the case history.',
  data: z.strictObject({
    dossierId,
    toOffice,
    suspects,
    evidence: listOf(Id, 1_000).meta({ description: 'ids of the items in the dossier' }),
    safeguards: listOf(z.strictObject({ personRef: PersonRef, reasonCode: SafeguardReason }), 5_000).meta({
      description: 'why a presumed victim was not informed of rights, or not assessed',
    }),
    reasonForOthers: SafeguardReason.optional().meta({ description: 'the same for all others' }),
  }),
  example: {
    dossierId: CaseReferredToProsecution.example.dossierId,
    suspects: CaseReferredToProsecution.example.suspects,
    evidence: CaseReferredToProsecution.example.evidence.map(({ id }) => id),
    safeguards: [],
  },
})
