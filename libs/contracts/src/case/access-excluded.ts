import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef, UserId } from '../fields.ts'

export const AccessExcluded = eventType({
  type: 'case.AccessExcluded',
  version: 1,
  kind: 'decision',
  meaning: 'A user must not see the case, whatever his roles are: an exclusion beats everything.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    userId: UserId,
    personRef: PersonRef.optional().meta({ description: 'the same person, where the case knows her by a reference' }),
    reasonCode: Code,
  }),
  example: { userId: 'j.dizon', reasonCode: 'relativeOfASuspect' },
})
