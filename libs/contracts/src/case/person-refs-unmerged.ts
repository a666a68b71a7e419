import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, Code, PersonRef, SECTORS } from '../fields.ts'

export const PersonRefsUnmerged = eventType({
  type: 'case.PersonRefsUnmerged',
  version: 1,
  kind: 'decision',
  meaning: 'Two merged references were found to refer to two persons.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({ keptRef: PersonRef, mergedRef: PersonRef, reasonCode: Code, approver: Approver }),
  example: {
    keptRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    mergedRef: '3a4b5c6d-7e8f-4304-9526-91a2b3c4d5e6',
    reasonCode: 'mistakenMatch',
    approver: { userId: 'l.santos', role: 'records-supervisor' },
  },
})
