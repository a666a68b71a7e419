import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { certifyEvidence, collectEvidence, recordDeviceExamination, transferEvidenceCustody, whenCollected } from './evidence.decide.ts'
import { measures } from './evidence.reads.ts'
import { itemIsCollectedBeforeHandover, onlyCollectedItemIsCertified } from './evidence.rules.ts'
import { deviceIsCollectedBeforeExamination } from './examination.rules.ts'
import { evolve, notCollected } from './evidence.ts'

/** The streams `investigation.evidence-<evidenceId>`: one stream for each item of evidence. */
export const evidenceStream = aggregate({
  service: 'investigation',
  name: 'evidence',
  events: [contract.EvidenceCollected, contract.EvidenceCustodyTransferred, contract.DeviceExamined, contract.EvidenceCertified],
  initial: notCollected,
  evolve,
  streamId: (_, { evidenceId }) => evidenceId,
  commands: [
    takes(contract.CollectEvidence, { reads: measures, decide: collectEvidence }),
    takes(contract.TransferEvidenceCustody, {
      reads: measures,
      decide: whenCollected(itemIsCollectedBeforeHandover, transferEvidenceCustody),
    }),
    takes(contract.RecordDeviceExamination, {
      reads: measures,
      decide: whenCollected(deviceIsCollectedBeforeExamination, recordDeviceExamination),
    }),
    takes(contract.CertifyEvidence, { reads: measures, decide: whenCollected(onlyCollectedItemIsCertified, certifyEvidence) }),
  ],
})
