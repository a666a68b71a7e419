import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef, listOf } from '../fields.ts'

export const ProtectionClaimRecorded = eventType({
  type: 'victimSupport.ProtectionClaimRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A person claims protection from return, or fears harm on return.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    personRef: PersonRef,
    state: z.enum(['notLodged', 'pending', 'decided']),
    fears: listOf(z.enum(['persecution', 'refoulement', 'stateInvolvement']), 3),
    claimId: Id.optional().meta({ description: 'one of several claims; decided without it: all of them' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', state: 'pending', fears: ['stateInvolvement'] },
})
