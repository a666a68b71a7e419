import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Day, Id, PersonRef, Reference } from '../fields.ts'

export const RestrictiveMeasureRecorded = eventType({
  type: 'victimSupport.RestrictiveMeasureRecorded',
  version: 1,
  kind: 'report',
  meaning: 'A person’s freedom was restricted, with the legal basis and the day by which the measure must be reviewed.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'care',
  data: z.strictObject({
    measureId: Id,
    personRef: PersonRef,
    kind: z.enum(['closedFacility', 'curfew', 'escort', 'phoneWithheld', 'visitsRestricted', 'other']),
    legalBasis: Reference.optional(),
    reviewBy: Day.optional(),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ measureId }) => [measureId],
  example: {
    measureId: 'f6071829-3a4b-4fc0-91e2-5d6e7f8091a2',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    kind: 'escort',
    legalBasis: 'RA9208.17',
    reviewBy: '2026-12-10',
  },
})
