import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, Reference, listOf, nonEmptyListOf } from '../fields.ts'
import { DataCategory } from '../victim-support/sharing.ts'

export const DisclosureMade = eventType({
  type: 'prosecution.DisclosureMade',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor disclosed material to another party of the proceedings.',
  visibility: ['adjudication', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    disclosureId: Id,
    recipient: AgencyId.meta({ description: 'registered id of the defence, the court or another party' }),
    items: nonEmptyListOf(Id, 1_000),
    victimData: listOf(DataCategory, 20).meta({
      description: 'categories of data about a victim that are not redacted in the disclosed material',
    }),
    redactions: listOf(Code, 200),
    conditionsObserved: listOf(Code, 50).meta({ description: 'conditions of a foreign authority that this disclosure observes' }),
    courtOrderRef: Reference.optional(),
  }),
  example: {
    disclosureId: '1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7',
    recipient: 'ph-public-attorney',
    items: ['e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6'],
    victimData: ['testimony'],
    redactions: ['identity', 'location'],
    conditionsObserved: [],
  },
})
