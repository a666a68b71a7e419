import { disclose } from '@case-timeline/access'
import { ConfidentialityOrdered, EventCorrected, investigationDetention } from '@case-timeline/contracts'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { disclosedHistory } from '@case-timeline/lists'
import { expect, it } from '@jest/globals'
import { custodyClocksOf } from '../custody/custody.clocks.ts'
import { stateAt } from './deadline-calculation.ts'
import { tenDays } from './deadlines.fixtures.ts'
import { deadlinesIn } from './missed-deadline.ts'

const { DetentionOrdered } = investigationDetention
const caseId = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
const { personRef } = DetentionOrdered.example
const stream = `investigation.custody-${caseId}~${personRef}`
const visibility = ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'] as const
const ordered = { ...DetentionOrdered.example, from: '2026-11-01', until: '2026-12-31' }
const history = storedCase(
  caseId,
  { stream, visibility, type: DetentionOrdered.type, data: ordered, occurredAt: '2026-11-01' },
  {
    stream,
    visibility,
    type: EventCorrected.type,
    data: { ...EventCorrected.example, correctsId: storedIdOf(0), schemaVersion: 1, data: { ...ordered, until: '2026-11-05' } },
  },
  {
    stream: `adjudication.courtCase-${caseId}`,
    visibility,
    type: ConfidentialityOrdered.type,
    data: { scope: ['nameSuppression'], covers: [{ kind: 'person', id: personRef }], tier: 'courtOnly' },
  },
)
const scope = { sector: 'investigation', clocks: custodyClocksOf('investigation'), policyOf: () => tenDays } as const
const overdue = (events: readonly StoredEvent[]) =>
  deadlinesIn(historyOf(events), scope).flatMap((one) =>
    stateAt(one, '2026-11-20T00:00:00.000Z') === 'overdue' ? [one.custody?.concern] : [],
  )

it('a person held after the end of an order, as corrected, is listed also where a court suppressed the name', () => {
  const disclosed = disclose(history, { sector: 'investigation' }, Date.parse('2026-11-25T10:00:00Z'))
  expect(overdue(history)).toEqual(['orderEnded'])
  expect(disclosed && overdue(disclosedHistory(disclosed))).toEqual(['orderEnded'])
})
