import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Instant, nonEmptyListOf } from '../fields.ts'

/** What is missing or wrong in a dossier. */
export const Deficiency = z.enum([
  'elementsIncomplete',
  'victimNotInterviewed',
  'ageNotEstablished',
  'evidenceMissing',
  'custodyBroken',
  'financialTrailMissing',
  'digitalTraceMissing',
  'foreignEvidenceNotCertified',
  'nonPunishmentFactsMissing',
  'translationMissing',
])

export const FurtherInvestigationRequested = eventType({
  type: 'prosecution.FurtherInvestigationRequested',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor requested further investigation from police, with the deficiencies of the dossier and the due date.',
  visibility: ['investigation', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({ dossierId: Id, deficiencies: nonEmptyListOf(Deficiency, 20), dueAt: Instant }),
  example: {
    dossierId: 'd0551e40-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
    deficiencies: ['financialTrailMissing', 'ageNotEstablished'],
    dueAt: '2027-01-15T16:00:00Z',
  },
})
