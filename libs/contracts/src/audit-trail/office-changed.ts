import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, SECTORS } from '../fields.ts'
import { OfficeRegistered } from './office-registered.ts'

const { name, kind, courtLevel, areas, partOf, authority } = OfficeRegistered.data.shape

export const OfficeChanged = eventType({
  type: 'auditTrail.OfficeChanged',
  version: 1,
  kind: 'decision',
  meaning:
    'The entry of an office changed: its name, its kind, its areas, the office above it or the power by which it holds persons. What is absent stays.',
  visibility: SECTORS,
  data: z.strictObject({
    officeId: AgencyId,
    name: name.optional(),
    kind: kind.optional(),
    courtLevel,
    areas: areas.optional(),
    partOf,
    authority,
  }),
  example: { officeId: 'ph-rtc-cebu', areas: ['PH-CEB', 'PH-BOH'] },
})
