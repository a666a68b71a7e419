import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Sha256 } from '../fields.ts'

export const DossierRejected = eventType({
  type: 'prosecution.DossierRejected',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor rejected a dossier: the hash of its manifest differs from the hash that police stated.',
  visibility: ['investigation', 'victimSupport'],
  data: z.strictObject({
    dossierId: Id,
    reason: z.enum(['manifestMismatch']),
    expectedHash: Sha256.meta({ description: 'the hash that the referral states' }),
    foundHash: Sha256.meta({ description: 'the hash recomputed from the lists of the referral' }),
  }),
  example: {
    dossierId: 'd0551e40-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
    reason: 'manifestMismatch',
    expectedHash: 'ba8d3bc5fd3d2afbd912a22232c0e8b40822c50328f252d5785416727e19d28e',
    foundHash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  },
})
