import { Death, deathExample } from '../custody/death-in-custody.ts'
import { eventType } from '../event-type.ts'

/** Without the shelter: where a victim lived stays confidential. Police and prosecutors get it, because a death is inquired into. */
export const PersonDiedInCustody = eventType({
  type: 'victimSupport.PersonDiedInCustody',
  version: 1,
  kind: 'report',
  meaning: 'A person died in a shelter that the person might not leave.',
  visibility: ['investigation', 'prosecution'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: Death,
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: { ...deathExample, personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', place: 'hospital' },
})
