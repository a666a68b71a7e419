import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Reference, Sha256, listOf, someOf } from '../fields.ts'
import { MlaDirection } from './mutual-assistance.ts'

export const MlaRequestExecuted = eventType({
  type: 'prosecution.MlaRequestExecuted',
  version: 1,
  kind: 'decision',
  meaning:
    'A request for legal assistance was carried out, wholly or in part: what another country sent is certified as evidence, or what this one sent.',
  visibility: ['investigation', 'adjudication'],
  data: z.strictObject({
    requestId: Id,
    items: someOf(z.strictObject({ id: Id, sha256: Sha256 }), 1_000),
    certification: Reference,
    conditions: listOf(Code, 50).meta({ description: 'what every later use has to observe' }),
    partial: z.boolean(),
    direction: MlaDirection.optional().meta({ description: 'whose request it was; absent: recorded before this was said' }),
  }),
  example: {
    requestId: '5c6d7e8f-90a1-42b3-84d5-e6f708192a3b',
    items: [
      {
        id: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
        sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      },
    ],
    certification: 'TH-OAG-CERT-2026-112',
    conditions: ['thisProceedingOnly'],
    partial: false,
    direction: 'sent',
  },
})
