import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  notCollected,
  type CertifyEvidence,
  type CollectEvidence,
  type Collected,
  type Evidence,
  type EvidenceCommand,
  type EvidenceFact,
  type TransferEvidenceCustody,
} from './evidence.ts'
import {
  aCertifiedItemIsTheOneCollected,
  aDigitalItemHasAHash,
  anItemIsCollectedBeforeItIsHandedOver,
  anItemIsCollectedOnce,
  anItemKeepsItsContent,
  evidenceBelongsToAnOpenedCase,
  evidenceUnderWarrantIsAuthorised,
  onlyACollectedItemIsCertified,
  theCustodianHandsOver,
} from './evidence.rules.ts'

export const collectEvidence = ({ data, actor }: CollectEvidence): Decided<EvidenceFact> => ({
  under: [evidenceBelongsToAnOpenedCase, anItemIsCollectedOnce, aDigitalItemHasAHash, evidenceUnderWarrantIsAuthorised],
  events: [{ type: 'investigation.EvidenceCollected', data: { ...data, custodian: data.custodian ?? actor.agencyId } }],
})

export const transferEvidenceCustody = (_: Collected, { data }: TransferEvidenceCustody): Decided<EvidenceFact> => ({
  under: [theCustodianHandsOver, anItemKeepsItsContent],
  events: [{ type: 'investigation.EvidenceCustodyTransferred', data }],
})

export const certifyEvidence = (_: Collected, { data }: CertifyEvidence): Decided<EvidenceFact> => ({
  under: [aCertifiedItemIsTheOneCollected],
  events: [{ type: 'investigation.EvidenceCertified', data }],
})

const decide = (command: EvidenceCommand, it: Evidence): Decided<EvidenceFact> | Forbidden => {
  switch (command.name) {
    case 'CollectEvidence':
      return collectEvidence(command)
    case 'TransferEvidenceCustody':
      return it.is === 'not collected' ? { forbiddenBy: anItemIsCollectedBeforeItIsHandedOver } : transferEvidenceCustody(it, command)
    case 'CertifyEvidence':
      return it.is === 'not collected' ? { forbiddenBy: onlyACollectedItemIsCertified } : certifyEvidence(it, command)
  }
}

export const evidence: Decider<Evidence, EvidenceCommand, EvidenceFact> = { initial: notCollected, evolve, decide }
