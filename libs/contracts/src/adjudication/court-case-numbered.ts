import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Reference } from '../fields.ts'
import { PartId } from './court-part.ts'

export const CourtCaseNumbered = eventType({
  type: 'adjudication.CourtCaseNumbered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'A court entered the case, or the part that it tries, on its docket under a number.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({ courtCaseNo: Reference, partId: PartId, courtId: AgencyId.optional() }),
  example: {
    courtCaseNo: 'FC-7/2026-0112',
    partId: '7a1c3e5f-2b4d-4f60-8a91-c3d5e7f90b21',
    courtId: 'ph-family-court-manila',
  },
})
