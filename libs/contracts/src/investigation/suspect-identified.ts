import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef, listOf } from '../fields.ts'
import { RoleInProcess } from '../trafficking.ts'

export const SuspectIdentified = eventType({
  type: 'investigation.SuspectIdentified',
  version: 1,
  kind: 'report',
  meaning: 'A natural or legal person was identified as a suspect.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    personRef: PersonRef,
    kind: z.enum(['natural', 'legal']),
    roleInProcess: listOf(RoleInProcess, 15),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'suspect' }],
  example: { personRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f', kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] },
})
