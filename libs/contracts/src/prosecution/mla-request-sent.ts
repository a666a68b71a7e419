import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, Reference, listOf } from '../fields.ts'
import { Urgency, UseLimitation } from '../investigation/cooperation.ts'
import { Assistance, TreatyBasis } from './mutual-assistance.ts'

export const MlaRequestSent = eventType({
  type: 'prosecution.MlaRequestSent',
  version: 1,
  kind: 'decision',
  meaning: 'A request for mutual legal assistance was sent to another country through the central authorities.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    requestedParty: Jurisdiction,
    centralAuthority: AgencyId.optional(),
    treatyBasis: TreatyBasis,
    assistance: listOf(Assistance, 10),
    factsRef: Reference.optional().meta({ description: 'the summary of the facts' }),
    law: listOf(Reference, 50).meta({ description: 'the provisions under which the acts are punishable' }),
    purpose: Code,
    urgency: Urgency,
    useLimitation: UseLimitation,
  }),
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: '5c6d7e8f-90a1-42b3-84d5-e6f708192a3b',
    requestedParty: 'TH',
    centralAuthority: 'ph-department-of-justice',
    treatyBasis: 'aseanMlat',
    assistance: ['provideRecords', 'takeTestimony'],
    factsRef: 'MLA-2026-77-FACTS',
    law: ['RA9208:4'],
    purpose: 'criminalProceedings',
    urgency: 'urgent',
    useLimitation: 'thisInvestigationOnly',
  },
})
