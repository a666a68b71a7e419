import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Sha256 } from '../fields.ts'

export const DossierReceived = eventType({
  type: 'prosecution.DossierReceived',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor received a dossier: the hash of its manifest is the hash that police stated.',
  visibility: ['investigation', 'victimSupport'],
  data: z.strictObject({ dossierId: Id, manifestHash: Sha256 }),
  example: {
    dossierId: 'd0551e40-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
    manifestHash: 'ba8d3bc5fd3d2afbd912a22232c0e8b40822c50328f252d5785416727e19d28e',
  },
})
