import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, nonEmptyListOf } from '../fields.ts'
import { Urgency, UseLimitation } from '../investigation/cooperation.ts'
import { Assistance, TreatyBasis } from './mutual-assistance.ts'

export const MlaRequestReceived = eventType({
  type: 'prosecution.MlaRequestReceived',
  version: 1,
  kind: 'report',
  meaning: 'A request for mutual legal assistance was received from another country.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    requestingParty: Jurisdiction,
    centralAuthority: AgencyId.meta({ description: 'the authority of this country that received the request' }),
    treatyBasis: TreatyBasis,
    assistance: nonEmptyListOf(Assistance, 10),
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
