import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, PersonRef } from '../fields.ts'
import { AgeBand, DecisionMakingOrg } from '../trafficking.ts'
import { SupportMandate } from '../victim-support/support-mandate.ts'

export const PresumedVictimIdentified = eventType({
  type: 'investigation.PresumedVictimIdentified',
  version: 1,
  kind: 'decision',
  meaning: 'A person was identified as a presumed victim of trafficking; from now on a victim’s rights and non-punishment apply.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  // The same rights and guards follow from every identification: one type for all who may record it.
  recordedBy: ['investigation', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    ageBand: AgeBand,
    ageDisputed: z.boolean().meta({ description: 'in doubt, the person is protected as a child' }),
    childAtTheTime: z.boolean().optional().meta({ description: 'adult now, but under 18 during at least part of the trafficking' }),
    decisionMakingOrg: DecisionMakingOrg,
    supportOffice: AgencyId.optional().meta({
      description: 'the office that offers support; absent: the one that has the case, otherwise the one that the deployment names',
    }),
    mandate: SupportMandate.optional().meta({ description: 'of the agency that identified the person, if it is not police' }),
  }),
  subjects: ({ personRef, ageBand }) => [
    { personRef, capacity: 'presumedVictim' },
    ...(ageBand === 'child' ? [{ personRef, capacity: 'child' as const }] : []),
  ],
  addressee: { sector: 'victimSupport', role: 'getsCase', officeOf: ({ supportOffice }) => supportOffice },
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    ageBand: 'adult',
    ageDisputed: false,
    decisionMakingOrg: 'Police',
  },
})
