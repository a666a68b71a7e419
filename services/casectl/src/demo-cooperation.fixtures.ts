import type { Scenario } from './demo.ts'

type Expected = (refs: Scenario['refs']) => readonly object[]

/** The expected rows of cooperation between police in the demo, by reader and list: of each country its own requests. */
export const EXPECTED_COOPERATION: readonly (readonly [name: string, path: string, expected: Expected])[] = [
  [
    'investigator',
    'cooperation-requests',
    ({ lookup, mechanism, payments, malaysiaMechanism }) => [
      { requestId: lookup, mechanismId: mechanism, toParty: 'TH', state: 'answered', materialClass: 'intelligenceOnly', daysToAnswer: 4 },
      { requestId: payments, mechanismId: malaysiaMechanism, toParty: 'MY', state: 'open' },
    ],
  ],
  [
    'investigator',
    'cooperation-requests/response-times',
    ({ mechanism, malaysiaMechanism }) => [
      { fromParty: 'PH', toParty: 'TH', mechanismId: mechanism, requests: 1, medianDays: 4 },
      { fromParty: 'PH', toParty: 'MY', mechanismId: malaysiaMechanism, requests: 1, open: 1 },
    ],
  ],
  [
    'thai',
    'cooperation-requests',
    ({ thaiCase, compound, myanmarMechanism }) => [
      { caseId: thaiCase, requestId: compound, mechanismId: myanmarMechanism, fromParty: 'TH', toParty: 'MM', state: 'answered' },
    ],
  ],
  [
    'thai',
    'cooperation-requests/response-times',
    ({ myanmarMechanism }) => [{ fromParty: 'TH', toParty: 'MM', mechanismId: myanmarMechanism, requests: 1, medianDays: 10 }],
  ],
]
