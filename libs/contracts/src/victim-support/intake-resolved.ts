import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef } from '../fields.ts'

export const IntakeResolved = eventType({
  type: 'victimSupport.IntakeResolved',
  version: 1,
  kind: 'decision',
  meaning: 'An intake became a support case, was passed on to another organisation, or was closed with a reason.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    intakeId: Id,
    personRef: PersonRef,
    outcome: z.enum(['supportCase', 'referred', 'closed']),
    toOrg: AgencyId.optional().meta({ description: 'with `referred`: the organisation to which the caller was passed on' }),
    reason: z
      .enum(['contactLost', 'duplicate', 'informationGiven', 'noTraffickingIndicated', 'outsideMandate', 'personDeclined', 'other'])
      .optional()
      .meta({ description: 'with `closed`' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    intakeId: '6e5d4c3b-2a19-4f08-9e7d-8c6b5a493827',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    outcome: 'closed',
    reason: 'informationGiven',
  },
})
