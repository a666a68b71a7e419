import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Reference, Sha256, listOf, nonEmptyListOf } from '../fields.ts'
import { MlaDirection } from './mutual-assistance.ts'

export const MlaRequestExecuted = eventType({
  type: 'prosecution.MlaRequestExecuted',
  version: 1,
  kind: 'decision',
  meaning:
    'A request for mutual legal assistance was executed, wholly or in part: the items that the requested country sent are certified as evidence.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    items: nonEmptyListOf(z.strictObject({ id: Id, sha256: Sha256 }), 1_000),
    certification: Reference,
    conditions: listOf(Code, 50).meta({ description: 'conditions that every later use of the items has to observe' }),
    partial: z.boolean(),
    direction: MlaDirection.optional().meta({
      description: 'whether this country sent or received the request; absent in events recorded before this member existed',
    }),
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
