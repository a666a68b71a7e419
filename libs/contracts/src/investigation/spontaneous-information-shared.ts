import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, Jurisdiction, PersonRef, Reference, listOf, nonEmptyListOf } from '../fields.ts'
import { DataCategory } from '../victim-support/sharing.ts'
import { UseLimitation } from './cooperation.ts'

export const SpontaneousInformationShared = eventType({
  type: 'investigation.SpontaneousInformationShared',
  version: 1,
  kind: 'decision',
  meaning: 'Police shared information with the police of another country without a request.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'acrossBorders',
  data: z.strictObject({
    informationId: Id,
    toParty: Jurisdiction,
    toAgency: AgencyId,
    summaryRef: Reference,
    concerns: listOf(PersonRef, 200).meta({ description: 'the persons whose data is shared' }),
    dataCategories: nonEmptyListOf(DataCategory, 20),
    caveats: listOf(UseLimitation, 4),
  }),
  example: {
    informationId: '9c0d1e2f-3a4b-4c5d-8e6f-8091a2b3c4d5',
    toParty: 'TH',
    toAgency: 'th-police',
    summaryRef: 'SPONT-2026-018',
    concerns: [],
    dataCategories: ['caseFacts'],
    caveats: ['intelligenceOnly'],
  },
})
