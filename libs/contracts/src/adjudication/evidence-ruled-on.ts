import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id } from '../fields.ts'

export const EvidenceRuledOn = eventType({
  type: 'adjudication.EvidenceRuledOn',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court admitted or excluded an item of evidence.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    evidenceId: Id,
    admitted: z.boolean(),
    ground: Code,
    origin: z.enum(['domestic', 'intelligenceOnly', 'mlaCertified']).meta({ description: 'how the item came before the court' }),
    authentication: z
      .enum(['apostille', 'consular', 'agreedByParties', 'testimony', 'other'])
      .optional()
      .meta({ description: 'how an item from abroad that no executed request certifies was authenticated; absent: not stated' }),
    hearingId: Id.optional().meta({ description: 'the hearing at which the court ruled on the item' }),
  }),
  example: { evidenceId: '39485766-7584-493a-8cbd-cedfe0f10213', admitted: true, ground: 'relevant', origin: 'domestic' },
})
