import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef, listOf, nonEmptyListOf } from '../fields.ts'
import { DataCategory, SharingPurpose } from './sharing.ts'

export const ConsentRefused = eventType({
  type: 'victimSupport.ConsentRefused',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person, or the person’s guardian, refused consent to the sharing of data.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  chapter: 'statements',
  data: z.strictObject({
    consentId: Id,
    personRef: PersonRef,
    refusedBy: z.enum(['self', 'guardian']),
    purposes: nonEmptyListOf(SharingPurpose, 20),
    recipients: listOf(AgencyId),
    dataCategories: listOf(DataCategory, 20),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    consentId: 'b2c3d4e5-f607-4b8c-9dae-1f2a3b4c5d6e',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    refusedBy: 'self',
    purposes: ['notificationAbroad'],
    recipients: [],
    dataCategories: ['identity'],
  },
})
