import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, SECTORS } from '../fields.ts'
import { SuccessionProposed } from './succession-proposed.ts'

export const SuccessionConfirmed = eventType({
  type: 'auditTrail.SuccessionConfirmed',
  version: 1,
  kind: 'decision',
  meaning: 'A second person confirmed a succession: the cases of the office go to its successor, with what the office recorded.',
  visibility: SECTORS,
  data: z.strictObject({ successionId: Id, officeId: AgencyId, successor: AgencyId }),
  example: {
    successionId: SuccessionProposed.example.successionId,
    officeId: SuccessionProposed.example.officeId,
    successor: SuccessionProposed.example.successor,
  },
})
