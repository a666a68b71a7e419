import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, RuleId } from '../fields.ts'

export const ChallengeRaised = eventType({
  type: 'auditTrail.ChallengeRaised',
  version: 1,
  kind: 'report',
  meaning: 'An agency reported a legal duty that it cannot fulfil for lack of staff, means or knowledge.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    initiativeId: Id,
    theme: z.enum([
      'budget',
      'dataSystems',
      'equipment',
      'interpretation',
      'law',
      'legalAid',
      'procedure',
      'shelter',
      'staff',
      'training',
      'transport',
      'other',
    ]),
    ruleId: RuleId.optional(),
    agency: AgencyId,
  }),
  example: {
    initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
    theme: 'interpretation',
    ruleId: 'investigation.rights-are-read-on-arrest',
    agency: 'ph-police',
  },
})
