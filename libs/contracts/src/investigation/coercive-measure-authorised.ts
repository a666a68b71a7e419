import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Instant, PersonRef, Reference, listOf } from '../fields.ts'

export const CoerciveMeasure = z.enum(['search', 'seizure', 'interception', 'surveillance', 'undercover', 'accountMonitoring'])

export const CoerciveMeasureAuthorised = eventType({
  type: 'investigation.CoerciveMeasureAuthorised',
  version: 1,
  kind: 'report',
  meaning: 'A competent authority authorised a coercive measure until a stated time, such as a search or an interception.',
  visibility: ['prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'inquiry',
  data: z.strictObject({
    measure: CoerciveMeasure,
    authorityRef: Reference.meta({ description: 'the warrant or order' }),
    validUntil: Instant,
    against: listOf(PersonRef, 200).meta({ description: 'empty if the order names no person' }),
  }),
  subjects: ({ against }) => against.map((personRef) => ({ personRef, capacity: 'suspect' as const })),
  example: {
    measure: 'search',
    authorityRef: 'WARRANT-2026-311',
    validUntil: '2027-12-31T16:00:00Z',
    against: ['3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f'],
  },
})
