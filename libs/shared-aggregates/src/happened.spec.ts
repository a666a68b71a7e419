import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Dated, daysOfDeed, earliestMomentOf, happenedBefore, latestMomentOf, timeOfDeed } from '@case-timeline/casework'
import { spanOf } from '@case-timeline/decider'

const now = '2026-11-25T10:00:00.000Z'

interface Statement extends Dated {
  readonly name: string
  readonly protects?: boolean
}

const before = (facts: readonly Statement[], occurredAt?: string, occurredZone?: string) => {
  const { facts: counted, ...others } = happenedBefore(
    facts,
    timeOfDeed({ occurredAt, occurredZone, now, spanOf }),
    ({ protects = false }) => protects,
  )
  const names = (some: readonly Statement[]) => some.map(({ name }) => name)
  return { facts: names(counted), uncertain: names(others.uncertain), later: names(others.later) }
}

describe('the facts that had happened before an act', () => {
  const consent = { name: 'consent', occurredAt: '2026-03-10', recordedAt: '2026-11-20T08:00:00.000Z' }
  const withdrawal = { name: 'withdrawal', occurredAt: '2026-05-10', recordedAt: '2026-11-21T08:00:00.000Z', protects: true }
  const nothing = { facts: [], uncertain: [], later: [] }

  it('are all that are recorded, for an act of now', () =>
    expect(before([withdrawal, consent])).toEqual({ ...nothing, facts: ['consent', 'withdrawal'] }))

  it('are those that happened before an act of the past, whenever they were recorded', () => {
    expect(before([withdrawal, consent], '2026-04-01')).toEqual({
      ...nothing,
      facts: ['consent'],
      later: ['withdrawal'],
    })
    expect(before([consent, withdrawal], '2026-02-01').later).toEqual(['consent', 'withdrawal'])
  })

  it('include what has the day of the act, in doubt', () =>
    expect(before([consent, withdrawal], '2026-03-10')).toMatchObject({ facts: ['consent'], uncertain: ['consent'] }))

  it('include in doubt what is dated to the month of the act, and not what is dated to a later one', () => {
    expect(before([{ name: 'march', occurredAt: '2026-03' }], '2026-03-27')).toMatchObject({ facts: ['march'], uncertain: ['march'] })
    expect(before([{ name: 'april', occurredAt: '2026-04' }], '2026-03-27')).toMatchObject({ facts: [], later: ['april'] })
    expect(before([{ name: 'march', occurredAt: '2026-03' }], '2026-04')).toMatchObject({ facts: ['march'], uncertain: [] })
  })

  it('are not in doubt where the recording shows that they were first', () => {
    const recordedBefore = { name: 'consent', occurredAt: '2026-11-24', recordedAt: '2026-11-24T09:00:00.000Z' }
    expect(before([recordedBefore], '2026-11-24T09:30:00Z').uncertain).toEqual([])
    expect(before([{ ...recordedBefore, recordedAt: now }], '2026-11-24T09:30:00Z').uncertain).toEqual(['consent'])
  })

  it('count in the zone of each date', () => {
    const inManila = { name: 'consent', occurredAt: '2026-03-10', occurredZone: 'Asia/Manila' }
    expect(before([inManila], '2026-03-10T16:00:00Z')).toMatchObject({ facts: ['consent'], uncertain: [] })
    expect(before([inManila], '2026-03-09T15:59:59Z')).toMatchObject({ facts: [], later: ['consent'] })
  })

  it('count from their recording if they have no time, unless they protect a person: these may have come at any time', () => {
    const undated = { name: 'undated', recordedAt: '2026-05-01T00:00:00.000Z' }
    expect(before([undated], '2026-04-01')).toMatchObject({ facts: [], later: ['undated'] })
    expect(before([undated], '2026-06-01')).toMatchObject({ facts: ['undated'], uncertain: [] })
    expect(before([{ ...undated, protects: true }], '2026-04-01')).toMatchObject({ facts: ['undated'], uncertain: ['undated'] })
  })

  it('keep the order of recording where neither a time nor the recording is known', () =>
    expect(before([{ name: 'first', protects: true }, { name: 'second' }, { name: 'third' }]).facts).toEqual(['first', 'second', 'third']))

  it('end with what protects the person, among those of one day', () =>
    expect(
      before([
        { ...withdrawal, occurredAt: '2026-03-10', recordedAt: now },
        { ...consent, recordedAt: now },
      ]).facts,
    ).toEqual(['consent', 'withdrawal']))

  it('depend on when they happened, and not on the order in which they were recorded', () => {
    const date = fc.constantFrom('2016', '2016-03', '2016-03-27', '2016-03-27T09:30:00+07:00', '2016-04', '2016-04-01', '2016-05-09')
    const facts = fc.uniqueArray(fc.record({ occurredAt: date, protects: fc.boolean() }), {
      selector: ({ occurredAt, protects }) => `${occurredAt} ${protects}`,
    })
    fc.assert(
      fc.property(facts, date, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (some, deed, order) => {
        const recorded = some.map((one) => ({ ...one, name: `${one.occurredAt} ${one.protects}`, recordedAt: now }))
        const shuffled = recorded.toSorted((one, other) => (order[recorded.indexOf(one)] ?? 0) - (order[recorded.indexOf(other)] ?? 0))
        const sorted = (names: readonly string[]) => names.toSorted()
        const [inOrder, inOtherOrder] = [before(recorded, deed), before(shuffled, deed)]
        expect(sorted(inOtherOrder.facts)).toEqual(sorted(inOrder.facts))
        expect(sorted(inOtherOrder.uncertain)).toEqual(sorted(inOrder.uncertain))
        expect(sorted(inOtherOrder.later)).toEqual(sorted(inOrder.later))
      }),
    )
  })
})

describe('the time of an act', () => {
  it('is now without a time, today without an hour, and within the last minute, since clocks differ', () => {
    expect(timeOfDeed({ now, spanOf }).isNow).toBe(true)
    expect(timeOfDeed({ now, spanOf, occurredAt: '2026-11-25' }).isNow).toBe(true)
    expect(timeOfDeed({ now, spanOf, occurredAt: '2026-11-25T09:59:30Z' }).isNow).toBe(true)
    expect(timeOfDeed({ now, spanOf, occurredAt: '2026-11-25T09:58:00Z' }).isNow).toBe(false)
  })
  it('is not now for the month or the year that is not over: who states no day gains nothing by it', () => {
    expect(timeOfDeed({ now, spanOf, occurredAt: '2026-11' })).toEqual({
      earliest: Date.parse('2026-11-01T00:00:00Z'),
      latest: Date.parse(now),
      isNow: false,
      spanOf,
    })
    expect(timeOfDeed({ now, spanOf, occurredAt: '2026' }).isNow).toBe(false)
  })
  it('has a first and a last moment, and a first and a last day', () => {
    const march = { now, occurredAt: '2016-03', occurredZone: 'Asia/Manila', spanOf }
    expect([earliestMomentOf(march), latestMomentOf(march)]).toEqual(['2016-02-29T16:00:00.000Z', '2016-03-31T15:59:59.999Z'])
    expect([earliestMomentOf({ now, spanOf }), latestMomentOf({ now, spanOf })]).toEqual([now, now])
    expect(daysOfDeed(march)).toEqual({ first: '2016-03-01', last: '2016-03-31' })
    expect(daysOfDeed({ now, occurredAt: '2016' })).toEqual({ first: '2016-01-01', last: '2016-12-31' })
    expect(daysOfDeed({ now })).toEqual({ first: '2026-11-25', last: '2026-11-25' })
  })
})
