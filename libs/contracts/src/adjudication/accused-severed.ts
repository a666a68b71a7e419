import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, nonEmptyListOf, PersonRef, Reference } from '../fields.ts'

export const AccusedSevered = eventType({
  type: 'adjudication.AccusedSevered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning:
    'The court severed accused persons: from now on it, or another court, tries the named charges against them in a part of their own.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    partId: Id.meta({ description: 'the new part' }),
    accusedRefs: nonEmptyListOf(PersonRef, 50),
    chargeIds: nonEmptyListOf(Id, 200),
    reason: z.enum(['juvenile', 'fugitive', 'pleaded', 'conflictOfInterest', 'unfit', 'fairTrial', 'other']),
    courtId: AgencyId.optional().meta({ description: 'the court that tries the part; absent: the court that severed it' }),
    courtCaseNo: Reference.optional(),
  }),
  subjects: ({ accusedRefs }) => accusedRefs.map((personRef) => ({ personRef, capacity: 'accused' })),
  introduces: ({ partId }) => [partId],
  // The case itself stays with the court that severed.
  addressee: { role: 'takesPart', officeOf: ({ courtId }) => courtId },
  example: {
    partId: '7a1c3e5f-2b4d-4f60-8a91-c3d5e7f90b21',
    accusedRefs: ['5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'],
    chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'],
    reason: 'juvenile',
    courtId: 'ph-family-court-manila',
    courtCaseNo: 'FC-7/2026-0112',
  },
})
