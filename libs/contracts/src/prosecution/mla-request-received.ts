import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, someOf } from '../fields.ts'
import { Urgency, UseLimitation } from '../investigation/cooperation.ts'
import { Assistance, TreatyBasis } from './mutual-assistance.ts'

export const MlaRequestReceived = eventType({
  type: 'prosecution.MlaRequestReceived',
  version: 1,
  kind: 'report',
  meaning: 'Another country asked for legal assistance.',
  visibility: ['investigation', 'adjudication'],
  data: z.strictObject({
    requestId: Id,
    requestingParty: Jurisdiction,
    centralAuthority: AgencyId.meta({ description: 'the authority of this country that took it in' }),
    treatyBasis: TreatyBasis,
    assistance: someOf(Assistance, 10),
    purpose: Code,
    urgency: Urgency,
    useLimitation: UseLimitation,
  }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: '6d7e8f90-a1b2-43c4-85e6-f708192a3b4c',
    requestingParty: 'MY',
    centralAuthority: 'ph-department-of-justice',
    treatyBasis: 'aseanMlat',
    assistance: ['takeTestimony'],
    purpose: 'criminalProceedings',
    urgency: 'routine',
    useLimitation: 'thisInvestigationOnly',
  },
})
