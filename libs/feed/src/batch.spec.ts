import type { EventType } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { byCase, sortBatch } from './batch.ts'
import { notedEventType } from './noted-event-type.fixtures.ts'

const Noted = notedEventType('Noted')
const one = '11111111-0000-4000-8000-000000000001'
const two = '22222222-0000-4000-8000-000000000002'

const history = (caseId: string, ...numbers: number[]) =>
  storedCase(caseId, ...numbers.map((number) => ({ stream: `investigation.case-${caseId}`, type: Noted.type, data: { number } })))

const handled: readonly EventType[] = [Noted]

describe('a batch', () => {
  it('skips the event types that its consumer does not handle', () =>
    expect(sortBatch(history(one, 1, 2), [notedEventType('OtherNoted')], new Set())).toEqual({ apply: [], queue: [], park: [] }))

  it('queues the events of parked cases, and applies the rest', () => {
    const [mine, theirs] = [history(one, 1, 2), history(two, 3)]
    expect(sortBatch([...mine, ...theirs], handled, new Set([one]))).toEqual({ apply: theirs, queue: mine, park: [] })
  })

  it('parks a case at the first event of a newer version, and queues the later events of the case', () => {
    const [first, second, third] = history(one, 1, 2, 3)
    if (!first || !second || !third) throw new Error('the fixture must have three events')
    const newer = { ...second, schemaVersion: 2 }
    expect(sortBatch([first, newer, third], handled, new Set())).toMatchObject({ apply: [first], queue: [third], park: [{ event: newer }] })
  })

  it('never parks a case for a version when its consumer handles every event', () => {
    const newer = history(one, 1).map((event) => ({ ...event, schemaVersion: 9 }))
    expect(sortBatch(newer, 'every', new Set()).apply).toEqual(newer)
  })

  it('puts each event into one list, and keeps the order of each case', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ first: fc.boolean(), version: fc.integer({ min: 1, max: 2 }) })),
        fc.boolean(),
        (versions, isParked) => {
          const batch = versions.flatMap(({ first, version }, index) =>
            history(first ? one : two, index).map((event) => ({ ...event, position: String(index + 1), schemaVersion: version })),
          )
          const { apply, queue, park } = sortBatch(batch, handled, new Set(isParked ? [one] : []))
          const all = [...apply, ...queue, ...park.map(({ event }) => event)]
          expect(new Set(all)).toEqual(new Set(batch))
          for (const [key, own] of byCase(batch)) {
            const placed = [...apply, ...park.map(({ event }) => event), ...queue].filter(({ caseId }) => caseId === key)
            expect(placed).toEqual(own)
          }
        },
      ),
    ))
})
