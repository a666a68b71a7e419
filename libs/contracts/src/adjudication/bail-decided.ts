import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef, listOf } from '../fields.ts'

export const BailDecided = eventType({
  type: 'adjudication.BailDecided',
  version: 1,
  kind: 'report',
  meaning: 'A court granted or refused bail to an accused. Victim support is notified at once.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'orders',
  data: z.strictObject({ accusedRef: PersonRef, granted: z.boolean(), conditions: listOf(Code, 20) }),
  subjects: ({ accusedRef }) => [{ personRef: accusedRef, capacity: 'accused' }],
  example: {
    accusedRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    granted: true,
    conditions: ['noContactWithVictims', 'surrenderOfPassport'],
  },
})
