import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef, listOf, nonEmptyListOf } from '../fields.ts'

export const VictimSuspectConflictFlagged = eventType({
  type: 'investigation.VictimSuspectConflictFlagged',
  version: 1,
  kind: 'report',
  meaning: 'One person is both a presumed victim and a suspect: charges wait until non-punishment is assessed.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    acts: listOf(Code).meta({ description: 'the acts of which the person is suspected, as far as recorded' }),
    basis: nonEmptyListOf(z.enum(['suspect', 'arrested', 'accused']), 3),
  }),
  subjects: ({ personRef }) => [
    { personRef, capacity: 'presumedVictim' },
    { personRef, capacity: 'suspect' },
  ],
  example: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', acts: ['scamOperation'], basis: ['arrested'] },
})
