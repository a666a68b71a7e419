import { describe, expect, it } from '@jest/globals'
import type { EventCorrected, EventRetracted, Fact, FactOf, Happened } from '@case-timeline/contracts'
import fc from 'fast-check'
import { effective } from './effective.ts'

const approver = { userId: 'l.santos', role: 'records-supervisor' }
const arrest = (id: string, ground: string): Happened<Fact> => ({ id, type: 'a.Arrested', data: { ground }, occurredAt: '2016-03-27' })
const correction = (id: string, correctsId: string, ground: string, occurredAt?: string): Happened<FactOf<typeof EventCorrected>> => ({
  id,
  type: 'case.EventCorrected',
  data: {
    correctsId,
    schemaVersion: 1,
    data: { ground },
    reasonCode: 'clericalError',
    approver,
    ...(occurredAt === undefined ? {} : { occurredAt }),
  },
})
const retraction = (id: string, retractsId: string): Happened<FactOf<typeof EventRetracted>> => ({
  id,
  type: 'case.EventRetracted',
  data: { retractsId, reasonCode: 'wrongCase', approver },
})
const grounds = (history: readonly Happened<Fact>[]) => effective(history).map(({ data }) => (data as { ground: string }).ground)

describe('a history as it should have been recorded', () => {
  it('a corrected fact stands in its own place with the right data', () =>
    expect(grounds([arrest('1', 'wrong'), arrest('2', 'other'), correction('3', '1', 'right')])).toEqual(['right', 'other']))

  it('keeps the time of the original unless the correction states another', () => {
    expect(effective<Fact>([arrest('1', 'x'), correction('2', '1', 'y')])[0]?.occurredAt).toBe('2016-03-27')
    expect(effective<Fact>([arrest('1', 'x'), correction('2', '1', 'y', '2016-04-01')])[0]?.occurredAt).toBe('2016-04-01')
  })

  it('the last correction of a fact wins', () =>
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), correction('3', '1', 'c')])).toEqual(['c']))

  it('a retracted fact is gone', () => expect(grounds([arrest('1', 'a'), arrest('2', 'b'), retraction('3', '1')])).toEqual(['b']))

  it('a retracted correction leaves what stood before it', () => {
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), retraction('3', '2')])).toEqual(['a'])
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), correction('3', '1', 'c'), retraction('4', '3')])).toEqual(['b'])
  })

  it('a correction does not bring a retracted fact back', () =>
    expect(grounds([arrest('1', 'a'), retraction('2', '1'), correction('3', '1', 'b')])).toEqual([]))

  it('a retracted retraction brings the fact back, corrected', () =>
    expect(grounds([arrest('1', 'a'), retraction('2', '1'), correction('3', '1', 'b'), retraction('4', '2')])).toEqual(['b']))

  it('brings a correction written in an older shape to the newest', () =>
    expect(
      effective<Fact>([arrest('1', 'a'), correction('2', '1', 'b')], (_type, version, data) => ({ version, older: data }))[0]?.data,
    ).toEqual({ version: 1, older: { ground: 'b' } }))

  it('never holds a correction, and never more facts than were recorded', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('fact', 'correct', 'retract'), fc.nat({ max: 12 })), { maxLength: 12 }), (drawn) => {
        const history = drawn.map(([kind, target], index) =>
          kind === 'fact'
            ? arrest(`${index}`, `g${target}`)
            : kind === 'correct'
              ? correction(`${index}`, `${target}`, `c${index}`)
              : retraction(`${index}`, `${target}`),
        )
        const facts = history.filter(({ type }) => type === 'a.Arrested').map(({ id }) => id)
        const kept = effective<Fact>(history).map(({ id }) => id)
        expect(kept).toEqual(facts.filter((id) => kept.includes(id)))
      }),
    ))
})
