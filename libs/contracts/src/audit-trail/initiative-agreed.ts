import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, nonEmptyListOf } from '../fields.ts'
import { DecimalText } from './external-fact-recorded.ts'

export const InitiativeAgreed = eventType({
  type: 'auditTrail.InitiativeAgreed',
  version: 1,
  kind: 'decision',
  meaning: 'Agencies agreed on an initiative to solve a challenge, with its owners and the indicator that measures its progress.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    initiativeId: Id,
    owners: nonEmptyListOf(AgencyId, 20),
    indicator: Code,
    baseline: DecimalText,
    target: DecimalText,
  }),
  example: {
    initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
    owners: ['ph-police', 'ph-social-welfare'],
    indicator: 'arrestsWithInterpreter',
    baseline: '12',
    target: '90',
  },
})
