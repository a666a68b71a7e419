import { z } from 'zod'
import { Accommodation } from '../accommodation.ts'
import { eventType } from '../event-type.ts'
import { Id, Language, listOf, OccurredAt, PersonRef } from '../fields.ts'
import { PartId } from './court-part.ts'

export const HearingScheduled = eventType({
  type: 'adjudication.HearingScheduled',
  version: 1,
  kind: 'report',
  meaning: 'A hearing was scheduled for a day or a time.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  data: z.strictObject({
    hearingId: Id,
    type: z.enum(['firstAppearance', 'arraignment', 'bail', 'preTrial', 'trial', 'sentencing', 'other']),
    at: OccurredAt,
    mode: z.enum(['inPerson', 'remote', 'hybrid']),
    interpreters: listOf(z.strictObject({ language: Language, interpreterRef: PersonRef.optional() }), 20),
    accommodations: listOf(Accommodation, 20),
    toBeHeard: listOf(PersonRef, 200)
      .optional()
      .meta({ description: 'the persons to be heard, as far as the court knows when it schedules the hearing' }),
    partId: PartId,
  }),
  subjects: ({ interpreters, toBeHeard = [] }) => [
    ...interpreters.flatMap(({ interpreterRef }) =>
      interpreterRef ? [{ personRef: interpreterRef, capacity: 'interpreter' as const }] : [],
    ),
    ...toBeHeard.map((personRef) => ({ personRef, capacity: 'witness' as const })),
  ],
  introduces: ({ hearingId }) => [hearingId],
  example: {
    hearingId: '0d9e8f70-6a5b-4c3d-9e2f-1a0b2c3d4e5f',
    type: 'trial',
    at: '2026-12-07T09:00:00+08:00',
    mode: 'hybrid',
    interpreters: [{ language: 'ceb' }],
    accommodations: ['screen', 'breaks'],
  },
})
