import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, Language, listOf, PersonRef, Reference } from '../fields.ts'
import { AgeBand, Purpose } from '../trafficking.ts'
import { RiskAssessed } from './risk-assessed.ts'

const kept = Reference.optional().meta({ description: 'a document kept elsewhere' })

/** What a report to police holds, by the kind of data to which the person agreed; what is absent is not shared. */
export const PoliceReportContent = z.strictObject({
  caseFacts: z
    .strictObject({ identifiedAsVictim: z.boolean().optional(), ageBand: AgeBand.optional(), purposes: listOf(Purpose, 12).optional() })
    .optional(),
  contact: z.strictObject({ language: Language.optional(), contactRef: kept }).optional(),
  risk: z.strictObject({ level: RiskAssessed.data.shape.level }).optional(),
  identity: kept,
  location: kept,
  family: kept,
  health: kept,
  psychosocial: kept,
  immigration: kept,
  testimony: kept,
})
export type PoliceReportContent = z.infer<typeof PoliceReportContent>

export const PoliceReportMade = eventType({
  type: 'victimSupport.PoliceReportMade',
  version: 1,
  kind: 'decision',
  meaning: 'Victim support reported to police what a person agreed to. Police may open an investigation in the same case.',
  visibility: ['investigation'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({ reportId: Id, personRef: PersonRef, toAgency: AgencyId, content: PoliceReportContent }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  introduces: ({ reportId }) => [reportId],
  addressee: { sector: 'investigation', role: 'getsCase', officeOf: ({ toAgency }) => toAgency },
  example: {
    reportId: '3f6b2a1c-8d4e-4f70-9a5b-6c7d8e9f0a1b',
    personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    toAgency: 'ph-police',
    content: { caseFacts: { identifiedAsVictim: true, purposes: ['ForcedLabour'] }, contact: { language: 'ceb' } },
  },
})
