import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const PleaEntered = eventType({
  type: 'adjudication.PleaEntered',
  version: 1,
  kind: 'report',
  meaning: 'An accused entered a plea to a charge.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    chargeId: Id,
    plea: z.enum(['guilty', 'notGuilty', 'noContest', 'none']),
    hearingId: Id.optional().meta({ description: 'the hearing at which the plea was entered' }),
  }),
  example: { chargeId: '9c8b7a60-5f4e-4d3c-8b2a-190807060504', plea: 'notGuilty' },
})
