import type { EventType } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { byCase, sorted } from './batch.ts'
import { noted } from './noted.fixtures.ts'

const Noted = noted('Noted')
const one = '11111111-0000-4000-8000-000000000001'
const two = '22222222-0000-4000-8000-000000000002'

const history = (caseId: string, ...numbers: number[]) =>
  storedCase(caseId, ...numbers.map((number) => ({ stream: `investigation.case-${caseId}`, type: Noted.type, data: { number } })))

const handled: readonly EventType[] = [Noted]

describe('a batch', () => {
  it('skips the types that its consumer does not handle', () =>
    expect(sorted(history(one, 1, 2), [noted('OtherNoted')], new Set())).toEqual({ apply: [], queue: [], park: [] }))

  it('queues what belongs to a parked case, and applies the rest', () => {
    const [mine, theirs] = [history(one, 1, 2), history(two, 3)]
    expect(sorted([...mine, ...theirs], handled, new Set([one]))).toEqual({ apply: theirs, queue: mine, park: [] })
  })

  it('parks a case at the first event of a newer version, and queues what follows', () => {
    const [first, second, third] = history(one, 1, 2, 3)
    if (!first || !second || !third) throw new Error('three events were told')
    const newer = { ...second, schemaVersion: 2 }
    expect(sorted([first, newer, third], handled, new Set())).toMatchObject({ apply: [first], queue: [third], park: [{ event: newer }] })
  })

  it('of a consumer of every event never parks for a version', () => {
    const newer = history(one, 1).map((event) => ({ ...event, schemaVersion: 9 }))
    expect(sorted(newer, 'every', new Set()).apply).toEqual(newer)
  })

  it('has each event in one place, and keeps the order of each case', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ first: fc.boolean(), version: fc.integer({ min: 1, max: 2 }) })), fc.boolean(), (told, isParked) => {
        const batch = told.flatMap(({ first, version }, index) =>
          history(first ? one : two, index).map((event) => ({ ...event, position: String(index + 1), schemaVersion: version })),
        )
        const { apply, queue, park } = sorted(batch, handled, new Set(isParked ? [one] : []))
        const all = [...apply, ...queue, ...park.map(({ event }) => event)]
        expect(new Set(all)).toEqual(new Set(batch))
        for (const [key, own] of byCase(batch)) {
          const placed = [...apply, ...park.map(({ event }) => event), ...queue].filter(({ caseId }) => caseId === key)
          expect(placed).toEqual(own)
        }
      }),
    ))
})
