import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, Reference, Sha256 } from '../fields.ts'

export const EvidenceCustodyTransferred = eventType({
  type: 'investigation.EvidenceCustodyTransferred',
  version: 1,
  kind: 'report',
  meaning: 'Custody of an item of evidence was transferred to another custodian, under a numbered seal.',
  visibility: ['prosecution', 'adjudication'],
  chapter: 'inquiry',
  data: z.strictObject({
    evidenceId: Id,
    from: AgencyId,
    to: AgencyId,
    seal: Reference.meta({ description: 'number of the physical seal' }),
    sha256: Sha256.optional().meta({ description: 'hash of a digital item at the time of the transfer' }),
  }),
  example: {
    evidenceId: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
    from: 'ph-police',
    to: 'ph-forensic-laboratory',
    seal: 'SEAL-2026-00417',
    sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  },
})
