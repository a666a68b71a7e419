import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Capacity, Id, listOf, PersonRef, Reference } from '../fields.ts'

/** What a court, or a board that decides like one, is asked to decide before or without an indictment. */
export const CourtMatter = z.enum(['detention', 'bail', 'protection', 'compensation', 'coerciveMeasure', 'other'])
export type CourtMatter = z.infer<typeof CourtMatter>

/** In which capacity the persons are named, as far as the matter says it. */
const CAPACITIES: Readonly<Partial<Record<CourtMatter, z.infer<typeof Capacity>>>> = {
  detention: 'suspect',
  bail: 'suspect',
  protection: 'witness',
  compensation: 'victim',
}

export const CourtApplicationMade = eventType({
  type: 'case.CourtApplicationMade',
  version: 1,
  kind: 'decision',
  meaning: 'Police or the prosecutor brought a person or a matter before a court, which takes part in the case from then on.',
  // As what is known of a coercive measure: it may be an application for a search that nobody must be warned of.
  visibility: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  recordedBy: ['investigation', 'prosecution'],
  chapter: 'proceedings',
  data: z.strictObject({
    applicationId: Id,
    courtId: AgencyId.meta({ description: 'the court or board that decides' }),
    matter: CourtMatter,
    personRefs: listOf(PersonRef, 50).meta({ description: 'whom the decision concerns' }),
    basis: Reference.optional(),
  }),
  subjects: ({ matter, personRefs }) => {
    const capacity = CAPACITIES[matter]
    return capacity === undefined ? [] : personRefs.map((personRef) => ({ personRef, capacity }))
  },
  introduces: ({ applicationId }) => [applicationId],
  // An indictment gives a court the case: until then nobody knows which one will try it.
  addressee: { sector: 'adjudication', role: 'takesPart', officeOf: ({ courtId }) => courtId },
  example: {
    applicationId: '6c2d4e8f-1a3b-4c5d-8e7f-90a1b2c3d4e5',
    courtId: 'th-court-chiangrai',
    matter: 'detention',
    personRefs: ['5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'],
    basis: 'CPC-TH/87',
  },
})
