import { randomUUID } from 'node:crypto'
import { ConsentGranted, type Fact, NeedsAssessed, RightsInformed, RiskAssessed, SupportCaseOpened } from '@case-timeline/contracts'

const URGENT_NEEDS = ['food', 'shelter', 'medicalCare', 'interpretation'] as const
const NATIONALITIES = ['MM', 'PH', 'ID', 'KE', 'IN', 'VN'] as const

/** What victim support has recorded of a person after a first conversation. */
export const supported = (personRef: string, number: number): readonly Fact[] => [
  {
    type: SupportCaseOpened.type,
    data: {
      personRef,
      origin: 'selfReferral',
      ageBand: 'adult',
      language: 'my',
      urgentNeeds: [URGENT_NEEDS[number % URGENT_NEEDS.length]],
    },
  },
  { type: RightsInformed.type, data: { ...RightsInformed.example, personRef } },
  { type: RiskAssessed.type, data: { personRef, level: number % 3 === 0 ? 'high' : 'low', reviewBy: '2027-01-15' } },
  {
    type: NeedsAssessed.type,
    data: { personRef, voluntary: true, accommodations: [], nationality: NATIONALITIES[number % NATIONALITIES.length] },
  },
  {
    type: ConsentGranted.type,
    data: { ...ConsentGranted.example, assent: undefined, grantedBy: 'self', personRef, consentId: randomUUID() },
  },
]
