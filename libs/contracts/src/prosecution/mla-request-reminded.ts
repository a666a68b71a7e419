import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, OccurredAt, Reference } from '../fields.ts'
import { MlaRequestSent } from './mla-request-sent.ts'

export const MlaRequestReminded = eventType({
  type: 'prosecution.MlaRequestReminded',
  version: 1,
  kind: 'report',
  meaning: 'Another country was asked again about a request for mutual legal assistance that was sent to it. It ends no deadline.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    at: OccurredAt,
    // The ways in use, by general knowledge [G].
    channel: z.enum(['centralAuthority', 'diplomatic', 'liaisonOfficer', 'judicialNetwork', 'other']),
    reminderRef: Reference.optional().meta({ description: 'the letter or message' }),
  }),
  example: { requestId: MlaRequestSent.example.requestId, at: '2026-07-20', channel: 'centralAuthority', reminderRef: 'MLA-2026-77-R1' },
})
