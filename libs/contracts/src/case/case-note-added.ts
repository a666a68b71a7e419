import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef, SECTORS } from '../fields.ts'
import { ENCRYPTED_EXAMPLE, EncryptedText, plaintextOf } from '../encrypted-members.ts'

export const CaseNoteAdded = eventType({
  type: 'case.CaseNoteAdded',
  version: 1,
  kind: 'report',
  meaning: 'A sector added an internal note. Its text is encrypted: no other sector receives it, and every decryption is recorded.',
  visibility: [],
  recordedBy: SECTORS,
  classification: 'RESTRICTED',
  chapter: 'notes',
  data: z.strictObject({
    personRef: PersonRef.optional().meta({
      description: 'the person whom the note concerns; absent: the note concerns the case, and must not contain names',
    }),
    text: EncryptedText,
  }),
  encrypted: {
    text: {
      plaintext: plaintextOf(4_000).meta({ description: 'the note, in any language' }),
      example: 'Prefers calls in the evening, when the children are asleep.',
      subject: ({ personRef }, caseId) => personRef ?? caseId,
      decryptableBy: [
        'lead-investigator',
        'investigator',
        'prosecutor',
        'supervising-prosecutor',
        'registrar',
        'judge',
        'case-worker',
        'support-lead',
      ],
    },
  },
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', text: ENCRYPTED_EXAMPLE },
})
