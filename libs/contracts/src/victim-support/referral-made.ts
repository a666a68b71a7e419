import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef, nonEmptyListOf } from '../fields.ts'
import { DataCategory, SupportService } from './sharing.ts'

export const ReferralMade = eventType({
  type: 'victimSupport.ReferralMade',
  version: 1,
  kind: 'decision',
  meaning: 'A person was referred to an organisation for services; the referral shares data categories that the person’s consent covers.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    referralId: Id,
    personRef: PersonRef,
    toOrg: AgencyId,
    services: nonEmptyListOf(SupportService, 20),
    consentId: Id.optional().meta({ description: 'absent only if vital interests override the need for consent' }),
    dataCategories: nonEmptyListOf(DataCategory, 20),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ referralId }) => [referralId],
  example: {
    referralId: 'f0e1d2c3-b4a5-4968-8776-655443322110',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    toOrg: 'ph-shelter-cebu',
    services: ['shelter'],
    consentId: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
    dataCategories: ['contact', 'risk'],
  },
})
