import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Jurisdiction, PersonRef, Reference, listOf } from '../fields.ts'
import { TreatyBasis } from './mutual-assistance.ts'

export const ExtraditionRequested = eventType({
  type: 'prosecution.ExtraditionRequested',
  version: 1,
  kind: 'decision',
  meaning: 'Another country was requested to extradite a person for prosecution or punishment.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    toParty: Jurisdiction,
    centralAuthority: AgencyId.optional(),
    personRef: PersonRef,
    offences: listOf(Code, 50),
    treatyBasis: TreatyBasis,
    factsRef: Reference.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'accused' }],
  introduces: ({ requestId }) => [requestId],
  example: {
    requestId: '7e8f90a1-b2c3-44d5-86f7-08192a3b4c5d',
    toParty: 'TH',
    centralAuthority: 'ph-department-of-justice',
    personRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f',
    offences: ['traffickingInPersons'],
    treatyBasis: 'aseanExtraditionTreaty',
    factsRef: 'EXTR-2026-5-FACTS',
  },
})
