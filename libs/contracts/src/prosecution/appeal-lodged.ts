import { z } from 'zod'
import { Remedy } from '../adjudication/remedy.ts'
import { eventType } from '../event-type.ts'
import { AgencyId, Id } from '../fields.ts'

export const AppealLodged = eventType({
  type: 'prosecution.AppealLodged',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'An appeal against a decision of the court was lodged.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  // A party gives notice to the registry of the court, or through the prosecutor: the same follows from both.
  recordedBy: ['prosecution', 'adjudication'],
  chapter: 'proceedings',
  data: z.strictObject({
    appealId: Id,
    against: Id.meta({ description: 'the event that records the decision of the court' }),
    byRole: z.enum(['prosecutor', 'defence', 'victim']),
    courtId: AgencyId.optional().meta({ description: 'the court that decides on it; absent: the court that has the case' }),
    remedy: Remedy.optional().meta({ description: 'absent: an appeal' }),
  }),
  introduces: ({ appealId }) => [appealId],
  // The court that was appealed against keeps the case: bail and detention may still be with it.
  addressee: { sector: 'adjudication', role: 'takesPart', officeOf: ({ courtId }) => courtId },
  example: {
    appealId: '4b5c6d7e-8f90-41a2-83c4-d5e6f708192a',
    against: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    byRole: 'prosecutor',
  },
})
