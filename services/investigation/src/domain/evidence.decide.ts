import type { Decided, Decider } from '@case-timeline/decider'
import { evolve, notCollected, type CollectEvidence, type Evidence, type EvidenceFact } from './evidence.ts'
import { aDigitalItemHasAHash, anItemIsCollectedOnce, evidenceBelongsToAnOpenedCase } from './evidence.rules.ts'

export const collectEvidence = ({ data }: CollectEvidence): Decided<EvidenceFact> => ({
  under: [evidenceBelongsToAnOpenedCase, anItemIsCollectedOnce, aDigitalItemHasAHash],
  events: [{ type: 'investigation.EvidenceCollected', data }],
})

export const evidence: Decider<Evidence, CollectEvidence, EvidenceFact> = { initial: notCollected, evolve, decide: collectEvidence }
