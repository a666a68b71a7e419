import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, listOf } from '../fields.ts'
import { Purpose } from '../trafficking.ts'

export const CaseOpened = eventType({
  type: 'investigation.CaseOpened',
  version: 1,
  kind: 'decision',
  meaning: 'Police opened a case, led by one agency.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    source: z.enum(['report', 'referral', 'proactive', 'spontaneousInformation', 'complaint', 'migration']),
    leadAgency: AgencyId,
    suspectedPurposes: listOf(Purpose, 12),
  }),
  foundationOf: 'case',
  addressee: { role: 'getsCase', officeOf: ({ leadAgency }) => leadAgency },
  example: { source: 'report', leadAgency: 'ph-police', suspectedPurposes: ['ForcedCriminality'] },
})
