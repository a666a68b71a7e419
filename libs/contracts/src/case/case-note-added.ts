import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { SEALED_EXAMPLE, SealedText, wordsOf } from '../sealed.ts'

export const CaseNoteAdded = eventType({
  type: 'case.CaseNoteAdded',
  version: 1,
  kind: 'report',
  meaning: 'A sector noted something for itself. The words are sealed: no other sector receives the note, and nobody reads it unrecorded.',
  visibility: [],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef.optional().meta({ description: 'whom the note is about; absent: the case, and then no name belongs in it' }),
    text: SealedText,
  }),
  sealed: {
    text: {
      clear: wordsOf(4_000).meta({ description: 'the note, in any language' }),
      example: 'She would rather be called in the evening, when the children sleep.',
      subject: ({ personRef }, caseId) => personRef ?? caseId,
      openedBy: [
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
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', text: SEALED_EXAMPLE },
})
