import { describe, expect, it } from '@jest/globals'
import type { EventCorrected, EventRetracted, Fact, FactOf, RecordedFact } from '@case-timeline/contracts'
import fc from 'fast-check'
import { effective } from './effective.ts'

const approver = { userId: 'l.santos', role: 'records-supervisor' }
const arrest = (id: string, ground: string): RecordedFact<Fact> => ({ id, type: 'a.Arrested', data: { ground }, occurredAt: '2016-03-27' })
const correction = (id: string, correctsId: string, ground: string, occurredAt?: string): RecordedFact<FactOf<typeof EventCorrected>> => ({
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
const retraction = (id: string, retractsId: string): RecordedFact<FactOf<typeof EventRetracted>> => ({
  id,
  type: 'case.EventRetracted',
  data: { retractsId, reasonCode: 'wrongCase', approver },
})
const grounds = (history: readonly RecordedFact<Fact>[]) => effective(history).map(({ data }) => (data as { ground: string }).ground)

describe('the effective facts of a history', () => {
  it('contain a corrected fact in its original place with the corrected data', () =>
    expect(grounds([arrest('1', 'wrong'), arrest('2', 'other'), correction('3', '1', 'right')])).toEqual(['right', 'other']))

  it('keep the time of the original unless the correction states another', () => {
    expect(effective<Fact>([arrest('1', 'x'), correction('2', '1', 'y')])[0]?.occurredAt).toBe('2016-03-27')
    expect(effective<Fact>([arrest('1', 'x'), correction('2', '1', 'y', '2016-04-01')])[0]?.occurredAt).toBe('2016-04-01')
  })

  it('say when the correction in force was recorded', () => {
    const corrected = { ...correction('2', '1', 'y'), stored: { stream: 's', recordedAt: '2016-04-02' } }
    const again = { ...correction('3', '1', 'z'), stored: { stream: 's', recordedAt: '2016-04-03' } }
    const withdrawn = { ...retraction('4', '3'), stored: { stream: 's' } }
    const history = [{ ...arrest('1', 'x'), stored: { stream: 's', recordedAt: '2016-03-28' } }, corrected, again]
    expect(effective<Fact>(history)[0]).toMatchObject({ restatedAt: '2016-04-03', stored: { recordedAt: '2016-03-28' } })
    expect(effective<Fact>(history.slice(0, 2))[0]?.restatedAt).toBe('2016-04-02')
    expect(effective<Fact>([...history, withdrawn])[0]?.restatedAt).toBe('2016-04-02')
    expect(effective<Fact>(history.slice(0, 1))[0]).not.toHaveProperty('restatedAt')
  })

  it('contain the last correction of a fact', () =>
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), correction('3', '1', 'c')])).toEqual(['c']))

  it('do not contain a retracted fact', () => expect(grounds([arrest('1', 'a'), arrest('2', 'b'), retraction('3', '1')])).toEqual(['b']))

  it('contain the previous version of a fact whose correction was retracted', () => {
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), retraction('3', '2')])).toEqual(['a'])
    expect(grounds([arrest('1', 'a'), correction('2', '1', 'b'), correction('3', '1', 'c'), retraction('4', '3')])).toEqual(['b'])
  })

  it('do not contain a retracted fact that is corrected later', () =>
    expect(grounds([arrest('1', 'a'), retraction('2', '1'), correction('3', '1', 'b')])).toEqual([]))

  it('contain the corrected fact again after its retraction was retracted', () =>
    expect(grounds([arrest('1', 'a'), retraction('2', '1'), correction('3', '1', 'b'), retraction('4', '2')])).toEqual(['b']))

  it('are not changed by a correction or retraction in another stream, in whichever form the history holds facts', () => {
    const [own, foreign] = ['adjudication.courtCase-1', 'prosecution.case-1']
    const forms = [
      (stream: string) => ({ stream }),
      (stream: string) => ({ stored: { stream } }),
      (stream: string) => ({ envelope: { stream } }),
    ]
    for (const form of forms) {
      const history = (by: string) => [
        { ...arrest('1', 'a'), ...form(own) },
        { ...correction('2', '1', 'b'), ...form(by) },
      ]
      const retracted = (by: string) => [
        { ...arrest('1', 'a'), ...form(own) },
        { ...retraction('2', '1'), ...form(by) },
      ]
      expect([grounds(history(own)), grounds(retracted(own))]).toEqual([['b'], []])
      expect([grounds(history(foreign)), grounds(retracted(foreign))]).toEqual([['a'], ['a']])
    }
  })

  it('contain the upcast data of a correction that was written in an older version', () =>
    expect(
      effective<Fact>([arrest('1', 'a'), correction('2', '1', 'b')], (_type, version, data) => ({ version, older: data }))[0]?.data,
    ).toEqual({ version: 1, older: { ground: 'b' } }))

  it('never contain a correction or a fact that was not recorded', () =>
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
