import { ConfidentialityOrdered, EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { caseHistory, caseId, fact, idOf, lin, suspect } from './case-history.fixtures.ts'
import { disclose } from './confidentiality.ts'

const NOW = Date.parse('2026-11-25T10:00:00Z')
const closingSuspect = {
  type: ConfidentialityOrdered.type,
  data: { scope: ['sealedItems'], covers: [{ kind: 'person', id: suspect }], tier: 'courtOnly' },
}
const naming = { ...SuspectArrested.example, personRef: suspect }

const correctedTo = (data: object): readonly StoredEvent[] =>
  caseHistory(fact(SuspectArrested, { personRef: lin }), fact(EventCorrected, { correctsId: idOf(0), data }), closingSuspect)

/** A correction as if prosecutors had recorded it. */
const ofProsecutors = (event: StoredEvent): StoredEvent =>
  event.type === EventCorrected.type ? { ...event, stream: `prosecution.record-${caseId}` } : event

const isShown = (history: readonly StoredEvent[]): readonly boolean[] | undefined =>
  disclose(history, { sector: 'investigation' }, NOW)?.facts.map(({ shown }) => shown !== undefined)

describe('a fact under a court order', () => {
  it('is closed by a correction that names a person whom the order covers', () =>
    expect(isShown(correctedTo(naming))).toEqual([false, false, true]))

  it('is not closed by a correction that has no effect: of another stream, or with data of no type', () => {
    expect(isShown(correctedTo(naming).map(ofProsecutors))).toEqual([true, false, true])
    expect(isShown(correctedTo({ ...naming, rightsRead: 'yes' }))).toEqual([true, false, true])
  })
})
