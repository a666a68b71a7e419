import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef, Reference } from '../fields.ts'

export const TestimonyConsentRecorded = eventType({
  type: 'prosecution.TestimonyConsentRecorded',
  version: 1,
  kind: 'decision',
  actOf: 'person',
  meaning: 'A person consented to testify in a stated mode. No entitlement of the person may depend on this consent.',
  visibility: ['adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    voluntary: z.boolean(),
    assistanceDependsOnIt: z.boolean().meta({ description: 'whether assistance to the person was made dependent on the testimony' }),
    mode: z.enum(['inCourt', 'videoLink', 'preRecorded', 'inWriting']),
    travel: z
      .strictObject({ safetyPlanRef: Reference.optional(), safeConductRef: Reference.optional() })
      .optional()
      .meta({ description: 'present if the person has to travel across a border' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'witness' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    voluntary: true,
    assistanceDependsOnIt: false,
    mode: 'inCourt',
    travel: { safetyPlanRef: 'SAFETY-2026-41', safeConductRef: 'CONDUCT-2026-41' },
  },
})
