import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Reference, SECTORS } from '../fields.ts'

export const OfficeAdmitted = eventType({
  type: 'case.OfficeAdmitted',
  version: 1,
  kind: 'decision',
  meaning: 'Another office of the same sector takes part in the case; the office that has the case keeps it.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({
    office: AgencyId,
    capacity: z.enum(['jointInvestigation', 'assistance', 'appeal', 'supervision', 'serviceProvider', 'successor', 'other']),
    inPlaceOf: AgencyId.optional().meta({ description: 'the reorganised office that took part, whose records its successor has' }),
    basis: Reference.optional(),
  }),
  addressee: { role: 'takesPart', officeOf: ({ office }) => office },
  example: { office: 'ph-nbi', capacity: 'jointInvestigation', basis: 'IACAT-MC-2026-04' },
})
