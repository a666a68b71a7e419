import { disclose } from '@case-timeline/access'
import { ConfidentialityOrdered, EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { type Row, rowsFromHistory, type View, view } from '@case-timeline/projections'
import { describe, expect, it } from '@jest/globals'
import { refoldedFrom } from './disclosed-rows.ts'

interface Arrest extends Row {
  readonly rightsRead: boolean | undefined
}

const arrests: View<Arrest> = view({
  name: 'arrests',
  version: 1,
  events: [SuspectArrested],
  on: { [SuspectArrested.type]: (_, { caseId, data }) => ({ caseId, rightsRead: data.rightsRead }) },
})

const caseId = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
const stream = `investigation.case-${caseId}`
const visibility = ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'] as const
const { personRef, rightsRead } = SuspectArrested.example
const correction = { ...EventCorrected.example, correctsId: storedIdOf(0), data: { ...SuspectArrested.example, rightsRead: !rightsRead } }
const suppression = { ...ConfidentialityOrdered.example, covers: [{ kind: 'person', id: personRef }], tier: 'courtOnly', until: undefined }
const history = storedCase(
  caseId,
  { stream, visibility, type: SuspectArrested.type, data: SuspectArrested.example },
  { stream, visibility, type: EventCorrected.type, data: correction },
  {
    ...{ stream: `adjudication.courtCase-${caseId}`, visibility, type: ConfidentialityOrdered.type },
    data: { ...suppression, scope: ['nameSuppression'] },
  },
)

describe('a corrected fact about a person whose name a court suppressed', () => {
  it('is shown as corrected to whom the name is withheld from', () => {
    const corrected = [{ caseId, rightsRead: !rightsRead }]
    expect([...rowsFromHistory(arrests, history).values()]).toEqual(corrected)
    const disclosed = disclose(history, { sector: 'investigation' }, Date.parse('2026-11-25T10:00:00Z'))
    expect(disclosed && [...refoldedFrom(arrests, disclosed).rows.values()]).toEqual(corrected)
  })
})
