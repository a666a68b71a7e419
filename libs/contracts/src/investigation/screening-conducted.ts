import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Language, PersonRef, listOf } from '../fields.ts'
import { OrgType } from '../trafficking.ts'

export const ScreeningConducted = eventType({
  type: 'investigation.ScreeningConducted',
  version: 1,
  kind: 'report',
  meaning: 'A person was screened for indicators of trafficking.',
  visibility: ['prosecution', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    instrument: Code,
    indicators: listOf(Code),
    outcome: z.enum(['presumed', 'noIndicators', 'inconclusive']),
    orgType: OrgType,
    language: Language,
    interpreterRef: PersonRef.optional(),
  }),
  subjects: ({ personRef, interpreterRef, outcome }) => [
    { personRef, capacity: outcome === 'presumed' ? 'presumedVictim' : 'screened' },
    ...(interpreterRef === undefined ? [] : [{ personRef: interpreterRef, capacity: 'interpreter' as const }]),
  ],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    instrument: 'screening-form-a',
    indicators: ['documentsWithheld', 'debtBondage', 'movementRestricted'],
    outcome: 'presumed',
    orgType: 'LawEnforcement',
    language: 'tl',
    interpreterRef: '0b7de1c4-52a5-4f0b-8f39-6f0a8a1b2c3d',
  },
})
