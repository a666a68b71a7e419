import { CaseOpened, CollectEvidence, EvidenceCollected } from '@case-timeline/contracts'
import { standing, type Aggregate } from '@case-timeline/event-store'
import type { CollectEvidence as Collecting, Evidence, EvidenceFact, KnownCase } from './domain/evidence.ts'
import { evidence } from './domain/evidence.decide.ts'

/** The streams `investigation.evidence-<evidenceId>`: one item of evidence each. */
export const evidenceStream: Aggregate<Evidence, Collecting, EvidenceFact> = {
  service: 'investigation',
  name: 'evidence',
  events: [EvidenceCollected],
  commands: [CollectEvidence],
  decider: evidence,
  streamId: (_, { evidenceId }) => evidenceId,
  known: (history) => {
    const opened = standing(history, CaseOpened)
    const known: KnownCase = { opened: opened.length > 0 }
    return { known, read: opened.map(({ stored }) => stored) }
  },
}
