import {
  CertifyEvidence,
  CoerciveMeasureAuthorised,
  CollectEvidence,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  TransferEvidenceCustody,
} from '@case-timeline/contracts'
import { standing, type Aggregate } from '@case-timeline/event-store'
import type { Evidence, EvidenceCommand, EvidenceFact, KnownMeasures } from './domain/evidence.ts'
import { evidence } from './domain/evidence.decide.ts'
import { openedIn } from './opened.ts'

const COLLECTING = ['search', 'seizure', 'interception']

/** The streams `investigation.evidence-<evidenceId>`: one item of evidence each. */
export const evidenceStream: Aggregate<Evidence, EvidenceCommand, EvidenceFact> = {
  service: 'investigation',
  name: 'evidence',
  events: [EvidenceCollected, EvidenceCustodyTransferred, EvidenceCertified],
  commands: [CollectEvidence, TransferEvidenceCustody, CertifyEvidence],
  decider: evidence,
  streamId: (_, { evidenceId }) => evidenceId,
  known: (history) => {
    const { opened, read } = openedIn(history)
    const measures = standing(history, CoerciveMeasureAuthorised).filter(({ data }) => COLLECTING.includes(data.measure))
    const known: KnownMeasures = {
      opened,
      measures: measures.map(({ occurredAt, data: { validUntil } }) => ({ from: occurredAt, validUntil })),
    }
    return { known, read: [...read, ...measures.map(({ stored }) => stored)] }
  },
}
