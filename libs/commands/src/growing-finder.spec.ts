import { identitiesUnchanged } from '@case-timeline/casework'
import { EventRetracted, PersonRefsMerged, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { historyFoundBy, historyOf, type StoredEvent } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { growingFinder } from './growing-finder.ts'
import { guardsOfDecision, mergedPersons } from './persons.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const streams = [`investigation.case-${caseId}`, `investigation.record-${caseId}`, `prosecution.case-${caseId}`] as const
const retracting = (number: number) => ({ correctsId: '', retractsId: storedIdOf(number), reasonCode: 'wrongCase', approver: {} })
const FACTS = [SuspectIdentified, SuspectArrested].map(({ type, example }) => ({ type, data: example }))

/** Events that count how often the type or the stream of one of them is looked at. */
const countedEvents = (events: readonly StoredEvent[]) => {
  let looks = 0
  const counted = events.map(
    (event) =>
      Object.create(event, {
        type: { get: () => ((looks += 1), event.type) },
        stream: { get: () => ((looks += 1), event.stream) },
      }) as StoredEvent,
  )
  return { counted, looks: () => looks }
}

describe('the history of a case that a process remembers', () => {
  it('is guarded and searched for merges by a look at what is new, however many events the case has', () => {
    const identified = { type: SuspectIdentified.type, data: SuspectIdentified.example, stream: streams[0] }
    const events = storedCase(caseId, ...Array.from({ length: 1_001 }, () => identified))
    const { counted, looks } = countedEvents(events)
    const finderOf = growingFinder()
    finderOf(counted.slice(0, 1_000))
    const before = looks()
    const history = historyFoundBy(finderOf(counted), counted)
    const guards = guardsOfDecision([{ stream: streams[0], revision: history.revisionOf(streams[0]) }], undefined, history, streams[0])
    expect(mergedPersons(counted, history)).toBeUndefined()
    expect(guards).toEqual([{ stream: streams[0], revision: 1_000 }, ...identitiesUnchanged(historyOf(events))])
    expect(looks() - before).toBeLessThan(10)
  })

  it('is what a pass over its events finds, also for one that was read before others were recorded', () => {
    const drawn = fc.record({ kind: fc.nat({ max: 2 }), stream: fc.constantFrom(...streams), target: fc.nat({ max: 9 }) })
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 10 }), fc.array(fc.nat({ max: 10 }), { minLength: 1, maxLength: 6 }), (kinds, lengths) => {
        const events = storedCase(
          caseId,
          ...kinds.map(({ kind, stream, target }) => ({
            ...(FACTS[kind] ?? { type: EventRetracted.type, data: retracting(target) }),
            stream,
          })),
        )
        const finderOf = growingFinder()
        const read = lengths.map((length) => {
          const part = events.slice(0, length)
          return { expected: historyOf(part), history: historyFoundBy(finderOf(part), part) }
        })
        for (const { expected, history } of read) {
          for (const types of [[SuspectIdentified.type], [SuspectArrested.type, SuspectIdentified.type], [PersonRefsMerged.type]] as const)
            expect(history.facts(...types)).toEqual(expected.facts(...types))
          expect(streams.map(history.revisionOf)).toEqual(streams.map(expected.revisionOf))
        }
      }),
    )
  })
})
