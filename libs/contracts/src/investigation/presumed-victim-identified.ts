import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'
import { AgeBand, DecisionMakingOrg } from '../trafficking.ts'

export const PresumedVictimIdentified = eventType({
  type: 'investigation.PresumedVictimIdentified',
  version: 1,
  kind: 'decision',
  meaning: 'A person is presumed to be a victim of trafficking; from here non-punishment and her rights are owed.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    ageBand: AgeBand,
    ageDisputed: z.boolean().meta({ description: 'in doubt she is protected as a child' }),
    childAtTheTime: z.boolean().optional().meta({ description: 'adult now, but under 18 at some time of what was done to her' }),
    decisionMakingOrg: DecisionMakingOrg,
  }),
  subjects: ({ personRef, ageBand }) => [
    { personRef, capacity: 'presumedVictim' },
    ...(ageBand === 'child' ? [{ personRef, capacity: 'child' as const }] : []),
  ],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    ageBand: 'adult',
    ageDisputed: false,
    decisionMakingOrg: 'Police',
  },
})
