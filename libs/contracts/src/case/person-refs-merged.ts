import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, Code, PersonRef, SECTORS } from '../fields.ts'

export const PersonRefsMerged = eventType({
  type: 'case.PersonRefsMerged',
  version: 1,
  kind: 'decision',
  meaning: 'Two references of the case were found to refer to one person.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({ keptRef: PersonRef, mergedRef: PersonRef, reasonCode: Code, approver: Approver }),
  example: {
    keptRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    mergedRef: '3a4b5c6d-7e8f-4304-9526-91a2b3c4d5e6',
    reasonCode: 'sameFingerprint',
    approver: { userId: 'l.santos', role: 'records-supervisor' },
  },
})
