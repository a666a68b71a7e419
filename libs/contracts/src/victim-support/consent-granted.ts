import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Day, Id, Instant, Jurisdiction, PersonRef, Sha256, nonEmptyListOf } from '../fields.ts'
import { EncryptedText } from '../encrypted-members.ts'
import { DataCategory, SharingPurpose } from './sharing.ts'

export const ConsentGranted = eventType({
  type: 'victimSupport.ConsentGranted',
  version: 1,
  kind: 'decision',
  meaning:
    'A person, or the person’s guardian, consented to the sharing of named data categories with named recipients for named purposes, until a stated time.',
  visibility: ['investigation', 'prosecution', 'adjudication'],
  data: z.strictObject({
    consentId: Id,
    personRef: PersonRef,
    grantedBy: z.enum(['self', 'guardian']),
    assent: z
      .enum(['given', 'refused', 'notCapable'])
      .optional()
      .meta({ description: 'the child’s own assent, in addition to the guardian’s consent' }),
    purposes: nonEmptyListOf(SharingPurpose, 20),
    recipients: nonEmptyListOf(AgencyId),
    parties: nonEmptyListOf(Jurisdiction, 20)
      .optional()
      .meta({ description: 'the countries that may be notified of the person’s identification' }),
    dataCategories: nonEmptyListOf(DataCategory, 20),
    expiresAt: Instant,
    comesOfAgeOn: EncryptedText.optional(),
    evidenceHash: Sha256.meta({ description: 'SHA-256 of the signed form or the recording' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ consentId }) => [consentId],
  encrypted: {
    comesOfAgeOn: {
      plaintext: Day.meta({
        description: 'the day from which the person decides instead of the guardian; encrypted, because it reveals the birthday',
      }),
      example: '2028-04-02',
      subject: ({ personRef }) => personRef,
      decryptableBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    consentId: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    grantedBy: 'guardian',
    assent: 'given',
    purposes: ['shelter', 'psychosocial'],
    recipients: ['ph-shelter-cebu'],
    dataCategories: ['contact', 'risk'],
    expiresAt: '2027-05-31T16:00:00Z',
    evidenceHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
})
