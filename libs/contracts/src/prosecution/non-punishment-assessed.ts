import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, Code, PersonRef, nonEmptyListOf } from '../fields.ts'

export const NonPunishmentAssessed = eventType({
  type: 'prosecution.NonPunishmentAssessed',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor decided whether acts of a victim were directly related to having been trafficked.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    liability: z.enum(['criminal', 'administrative']),
    acts: nonEmptyListOf(Code),
    directlyRelated: z.boolean(),
    decision: z.enum(['noCharge', 'withdraw', 'seekQuash', 'liftMeasure', 'notDirectlyRelated']),
    reasonCodes: nonEmptyListOf(Code),
    approver: Approver,
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    liability: 'criminal',
    acts: ['scamOperation'],
    directlyRelated: true,
    decision: 'noCharge',
    reasonCodes: ['compelledByTraffickers'],
    approver: { userId: 'l.santos', role: 'supervising-prosecutor' },
  },
})
