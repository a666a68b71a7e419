import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Reference } from '../fields.ts'

export const CourtCaseRegistered = eventType({
  type: 'adjudication.CourtCaseRegistered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'A court registered the case on its docket: on an indictment, or as a case migrated from another system.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    courtCaseNo: Reference.optional(),
    indictmentId: Id.optional(),
    origin: z.enum(['indictment', 'migrated']),
  }),
  foundationOf: 'stream',
  example: { courtCaseNo: 'RTC-114/2026-0381', indictmentId: '3f0a9f0e-1a55-4f0b-8f43-5b1c6c0d2e11', origin: 'indictment' },
})
