import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Jurisdiction, Language, listOf, PersonRef } from '../fields.ts'
import { ENCRYPTED_EXAMPLE, EncryptedText, plaintextOf } from '../encrypted-members.ts'
import { UrgentNeed } from './support-case-opened.ts'
import { SupportMandate } from './support-mandate.ts'

/** What a caller said, and how the caller wishes to be reached. Stored only encrypted. */
export const IntakeAccount = z
  .strictObject({ account: plaintextOf(4_000).optional(), safeContact: plaintextOf(200).optional() })
  .meta({ description: 'what the caller said, and how and when the caller can safely be reached' })
export type IntakeAccount = z.infer<typeof IntakeAccount>

export const IntakeRecorded = eventType({
  type: 'victimSupport.IntakeRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A person, or somebody for the person, turned to a hotline or another contact point. Whatever was said in words is encrypted.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    intakeId: Id,
    personRef: PersonRef.meta({ description: 'pseudonymous reference to the person concerned, also if nobody knows who it is' }),
    anonymous: z.boolean(),
    channel: z.enum(['hotline', 'message', 'online', 'outreach', 'walkIn', 'other']),
    calledBy: z.enum(['self', 'other']),
    mandate: SupportMandate.optional(),
    immediateDanger: z.boolean(),
    language: Language.optional(),
    nationality: Jurisdiction.optional().meta({ description: 'as far as the person wishes to state it' }),
    urgentNeeds: listOf(UrgentNeed, 20).optional(),
    account: EncryptedText.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ intakeId }) => [intakeId],
  foundationOf: 'stream',
  encrypted: {
    account: {
      plaintext: IntakeAccount,
      example: { account: 'The employer keeps the passports of nine people.', safeContact: 'by message, on Sundays' },
      subject: ({ personRef }) => personRef,
      decryptableBy: ['case-worker', 'support-lead'],
    },
  },
  example: {
    intakeId: '6e5d4c3b-2a19-4f08-9e7d-8c6b5a493827',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    anonymous: true,
    channel: 'hotline',
    calledBy: 'self',
    mandate: 'hotline',
    immediateDanger: false,
    language: 'ceb',
    urgentNeeds: ['shelter'],
    account: ENCRYPTED_EXAMPLE,
  },
})
