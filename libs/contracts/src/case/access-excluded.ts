import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef, SECTORS, UserId } from '../fields.ts'

export const AccessExcluded = eventType({
  type: 'case.AccessExcluded',
  version: 1,
  kind: 'decision',
  meaning: 'A user was excluded from the case, whatever roles the user has: an exclusion overrides every right of access.',
  visibility: [],
  recordedBy: SECTORS,
  classification: 'RESTRICTED',
  data: z.strictObject({
    userId: UserId,
    personRef: PersonRef.optional().meta({ description: 'the person reference of the excluded user, if the case has one' }),
    reasonCode: Code,
  }),
  example: { userId: 'j.dizon', reasonCode: 'relativeOfASuspect' },
})
