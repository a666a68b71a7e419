import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

export const ComplaintWithdrawn = eventType({
  type: 'investigation.ComplaintWithdrawn',
  version: 1,
  kind: 'report',
  meaning: 'A person withdrew the complaint about an offence. Trafficking is prosecuted all the same.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    reason: z
      .enum(['fear', 'pressure', 'settled', 'distrust', 'health', 'doesNotWish'])
      .optional()
      .meta({ description: 'the reason that the person gave; absent: none, and none is asked for' }),
    heardAlone: z.boolean().meta({ description: 'whether the person was heard without the accused, and without anybody for them' }),
  }),
  // Not only victims complain: whether the person is one, other facts say.
  subjects: ({ personRef }) => [{ personRef, capacity: 'witness' }],
  shownAs: ({ personRef }) => [{ personRef }],
  example: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', reason: 'fear', heardAlone: true },
})
