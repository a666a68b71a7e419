import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { PartId } from './court-part.ts'

export const JudgeRecused = eventType({
  type: 'adjudication.JudgeRecused',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'A judge left the case, on a ground that excludes the judge from hearing it.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    judgeRef: PersonRef,
    ground: z.enum(['acquaintance', 'earlierPart', 'interest', 'kinship', 'publicStatement', 'other']),
    partId: PartId,
  }),
  subjects: ({ judgeRef }) => [{ personRef: judgeRef, capacity: 'judge' }],
  example: { judgeRef: 'b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4', ground: 'kinship' },
})
