import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgeOnRecord, AgeRangeWhenHeld, AgeWhenHeld, NotCounted, OtherAuthority, PowerFrom, Unseparated } from '../custody/detention.ts'
import { Code, Jurisdiction, listOf, OccurredAt, PersonRef, Reference } from '../fields.ts'

export const SuspectArrested = eventType({
  type: 'investigation.SuspectArrested',
  version: 1,
  kind: 'report',
  meaning: 'Police arrested a suspect.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    personRef: PersonRef,
    unseparated: Unseparated,
    warrantRef: Reference.optional(),
    otherAuthority: OtherAuthority,
    powerFrom: PowerFrom,
    ageBand: AgeWhenHeld,
    ageRange: AgeRangeWhenHeld,
    ageOnRecord: AgeOnRecord.optional(),
    flagrante: z.boolean().optional(),
    ground: Code.optional(),
    rightsRead: z.boolean().optional(),
    notCounted: NotCounted,
    consular: z
      .strictObject({
        informedAt: OccurredAt.optional(),
        wish: z.enum(['requested', 'declined']).optional(),
        notifiedAt: OccurredAt.optional(),
        nationalOf: listOf(Jurisdiction, 10)
          .optional()
          .meta({ description: 'the suspect’s countries of nationality, whose consuls are concerned; absent: not known' }),
      })
      .optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'suspect' }],
  example: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', flagrante: true, ground: 'scamOperation', rightsRead: true },
})
