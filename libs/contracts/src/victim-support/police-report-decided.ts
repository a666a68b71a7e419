import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Language, listOf, PersonRef, Reference } from '../fields.ts'
import { DataCategory } from './sharing.ts'

/** What a person agrees that police learn. */
export const PoliceSharing = z.strictObject({
  recipient: AgencyId.optional().meta({ description: 'the only agency that may receive a report; absent: any police agency' }),
  dataCategories: listOf(DataCategory, 20).meta({
    description: 'the kinds of data that a report may hold; empty: only that there is a person',
  }),
  laterFacts: z.boolean().meta({
    description: 'whether the authorities of the case also receive what support records from now on, as in a case that police opened',
  }),
})
export type PoliceSharing = z.infer<typeof PoliceSharing>

export const PoliceReportDecided = eventType({
  type: 'victimSupport.PoliceReportDecided',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person decided whether police are informed. Support does not depend on the answer, and the person may change it at any time.',
  visibility: [],
  classification: 'RESTRICTED',
  chapter: 'statements',
  data: z.strictObject({
    personRef: PersonRef,
    decision: z.enum(['agreed', 'declined', 'later', 'withdrawn']),
    decidedBy: z.enum(['self', 'guardian']),
    assent: z.enum(['given', 'refused', 'notCapable']).optional().meta({ description: 'of the child for whom a guardian decides' }),
    bestInterestsRef: Reference.optional().meta({ description: 'the determination of the best interests of a child' }),
    language: Language.meta({ description: 'in which the choice was explained' }),
    interpreterRef: PersonRef.optional(),
    informedOfDuty: z.boolean().optional().meta({ description: 'whether the person knew beforehand of a duty of the agency to report' }),
    sharing: PoliceSharing.optional().meta({ description: 'with `agreed`; absent: only that there is a person' }),
  }),
  subjects: ({ personRef, interpreterRef }) => [
    { personRef, capacity: 'presumedVictim' },
    ...(interpreterRef === undefined ? [] : [{ personRef: interpreterRef, capacity: 'interpreter' as const }]),
  ],
  example: {
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    decision: 'agreed',
    decidedBy: 'self',
    language: 'ceb',
    sharing: { recipient: 'ph-police', dataCategories: ['contact', 'caseFacts'], laterFacts: false },
  },
})
