import { commandControllers } from '@case-timeline/http'
import { evidenceStream } from './evidence.stream.ts'

const INVESTIGATORS = ['lead-investigator', 'investigator'] as const

export const evidenceControllers = commandControllers(
  evidenceStream,
  {
    evidence: {
      CollectEvidence: INVESTIGATORS,
      TransferEvidenceCustody: INVESTIGATORS,
      RecordDeviceExamination: INVESTIGATORS,
    },
  },
  ['CertifyEvidence'],
)
