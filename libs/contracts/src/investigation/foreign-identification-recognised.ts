import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Jurisdiction, PersonRef, Reference } from '../fields.ts'

export const ForeignIdentificationRecognised = eventType({
  type: 'investigation.ForeignIdentificationRecognised',
  version: 1,
  kind: 'decision',
  meaning: 'Another country’s identification of a person as a victim was recognised (ACTIP 14(2)).',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    identifyingParty: Jurisdiction,
    reference: Reference.meta({ description: 'the other country’s own reference' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e', identifyingParty: 'TH', reference: 'TH-NRM-2026-0117' },
})
