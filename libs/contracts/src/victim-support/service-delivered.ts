import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef } from '../fields.ts'
import { SupportPlanType } from './support-plan-type.ts'

export const ServiceDelivered = eventType({
  type: 'victimSupport.ServiceDelivered',
  version: 1,
  kind: 'report',
  meaning: 'A person received a service of the support plan.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({ planId: Id, personRef: PersonRef, type: SupportPlanType, provider: AgencyId }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    planId: 'd4e5f607-1829-4dae-9fc0-3b4c5d6e7f80',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    type: 'Health',
    provider: 'ph-clinic-cebu',
  },
})
