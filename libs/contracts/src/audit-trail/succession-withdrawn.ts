import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, SECTORS } from '../fields.ts'
import { SuccessionProposed } from './succession-proposed.ts'

export const SuccessionWithdrawn = eventType({
  type: 'auditTrail.SuccessionWithdrawn',
  version: 1,
  kind: 'decision',
  meaning:
    'A succession was withdrawn, proposed or confirmed: no further case goes to the successor. Those that went stay there until it transfers them.',
  visibility: SECTORS,
  data: z.strictObject({ successionId: Id, officeId: AgencyId, reasonCode: Code }),
  example: {
    successionId: SuccessionProposed.example.successionId,
    officeId: SuccessionProposed.example.officeId,
    reasonCode: 'wrongOffice',
  },
})
