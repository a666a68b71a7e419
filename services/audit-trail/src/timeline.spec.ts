import { SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { idOf, recordsOf, type FixtureEvent } from './timeline.fixtures.ts'
import { timelineOf, type TimelineEntry } from './timeline.ts'

const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const arrest: FixtureEvent = { id: 1, type: 'investigation.SuspectArrested', occurredAt: '2016-03-27', occurredZone: 'Asia/Jakarta' }
const corrects = (id: number, target: number, more: object = {}): FixtureEvent => ({
  id,
  type: 'case.EventCorrected',
  data: { correctsId: idOf(target), schemaVersion: 1, data: SuspectArrested.example, reasonCode: 'clericalError', approver, ...more },
})
const retracts = (id: number, target: number): FixtureEvent => ({
  id,
  type: 'case.EventRetracted',
  data: { retractsId: idOf(target), reasonCode: 'wrongCase', approver },
})
const only = (entries: readonly TimelineEntry[]): TimelineEntry => {
  expect(entries).toHaveLength(1)
  return entries[0]!
}
const ids = (entries: readonly TimelineEntry[]) => entries.map(({ id }) => Number(id.slice(-12)))
const occurred = (id: number, occurredAt?: string, occurredZone?: string): FixtureEvent => ({
  id,
  type: 'investigation.EvidenceCollected',
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
})

describe('the order of a timeline', () => {
  const events = [occurred(1, '2016-03-28'), occurred(2, '2016-03-27T23:00:00Z'), occurred(3, '2016'), occurred(4, '2016-03-28')]

  it('by occurrence is the order of the first instants of the dates, then of recording', () =>
    expect(ids(timelineOf(recordsOf(...events), { order: 'occurred' }))).toEqual([3, 2, 1, 4]))

  it('by recording is the order of positions', () =>
    expect(ids(timelineOf(recordsOf(...events).reverse(), { order: 'recorded' }))).toEqual([1, 2, 3, 4]))

  it('uses the zone of a fact for the start of its day', () => {
    const records = recordsOf(occurred(1, '2016-03-27T18:00:00Z'), occurred(2, '2016-03-28', 'Asia/Jakarta'))
    expect(ids(timelineOf(records, { order: 'occurred' }))).toEqual([2, 1])
  })

  it('places a fact of unknown time by its recording time', () => {
    const records = recordsOf({ ...occurred(1), recordedAt: '2020-01-01T00:00:00.000000Z' }, occurred(2, '2021'), occurred(3, '2019'))
    expect(ids(timelineOf(records, { order: 'occurred' }))).toEqual([3, 1, 2])
  })

  it('reads a zone that this machine does not know as UTC', () =>
    expect(ids(timelineOf(recordsOf(occurred(1, '2016-03-28', 'Moon/Far'), occurred(2, '2016-03-27')), { order: 'occurred' }))).toEqual([
      2, 1,
    ]))

  it('merges the facts of all sectors', () => {
    const records = recordsOf(arrest, { ...occurred(2, '2016-03-01'), stream: `victimSupport.person-${idOf(999)}~${idOf(1)}` })
    expect(timelineOf(records, { order: 'occurred' }).map(({ sector }) => sector)).toEqual(['victimSupport', 'investigation'])
  })
})

describe('the timeline as of a moment', () => {
  const asOf = (moment: string, ...events: readonly FixtureEvent[]) =>
    ids(timelineOf(recordsOf(...events), { order: 'occurred', asOf: moment }))

  it('shows a fact dated to a day as of that day, and not as of the day before', () => {
    expect(asOf('2016-03-27', arrest)).toEqual([1])
    expect(asOf('2016-03-26', arrest)).toEqual([])
  })

  it('compares a moment with an offset with the start of the day in the zone of the fact', () => {
    expect(asOf('2016-03-26T17:00:00Z', arrest)).toEqual([1])
    expect(asOf('2016-03-26T16:59:59Z', arrest)).toEqual([])
  })

  it('shows a fact dated to an interval as soon as the interval has begun', () => {
    expect(asOf('2016-03', occurred(1, '2016'))).toEqual([1])
    expect(asOf('2015', occurred(1, '2016'))).toEqual([])
  })

  it('shows a fact of unknown time as of its recording time', () => {
    expect(asOf('2026-11-25', occurred(1))).toEqual([1])
    expect(asOf('2026-11-24', occurred(1))).toEqual([])
  })

  it('uses the corrected time of a fact', () => {
    const events = [arrest, corrects(2, 1, { occurredAt: '2016-03-20', occurredZone: 'Asia/Jakarta' })]
    expect(asOf('2016-03-20', ...events)).toEqual([1])
  })

  it('refuses a moment that is not a date of the calendar', () => expect(() => asOf('2016-02-30', arrest)).toThrow(RangeError))

  it('as of a later moment contains everything that it contains as of an earlier one', () => {
    const day = fc
      .tuple(fc.integer({ min: 2000, max: 2030 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
    fc.assert(
      fc.property(fc.array(day, { maxLength: 8 }), day, day, (days, one, other) => {
        const events = days.map((text, index) => occurred(index + 1, text))
        const [earlier, later] = [one, other].sort() as [string, string]
        const full = timelineOf(recordsOf(...events), { order: 'occurred' })
        expect(asOf(later, ...events)).toEqual(ids(full.filter(({ occurredAt }) => occurredAt! <= later)))
        expect(asOf(later, ...events)).toEqual(expect.arrayContaining(asOf(earlier, ...events)))
      }),
    )
  })
})

describe('the timeline as known at a moment', () => {
  const recorded = (events: FixtureEvent, recordedAt: string): FixtureEvent => ({ ...events, recordedAt })
  const history = recordsOf(recorded(arrest, '2026-01-05T10:00:00.000005Z'), recorded(corrects(2, 1), '2026-01-06T10:00:00.000000Z'))
  const knownAt = (moment: string) => timelineOf(history, { order: 'recorded', knownAt: moment })

  it('leaves out what was recorded later, exact to the microsecond', () => {
    expect(knownAt('2026-01-05T10:00:00.000004Z')).toEqual([])
    expect(knownAt('2026-01-05T17:00:00.000005+07:00')).toHaveLength(1)
    expect(knownAt('2026-01-04')).toEqual([])
    expect(knownAt('2026-01-05')).toHaveLength(1)
  })

  it('leaves out a later correction', () => {
    expect(only(knownAt('2026-01-05'))).toMatchObject({ data: {}, amendments: [] })
    expect(only(knownAt('2026-01-06'))).toMatchObject({ data: { rightsRead: true }, original: { data: {} } })
  })
})

describe('a corrected or retracted fact', () => {
  const entry = (...events: readonly FixtureEvent[]) => only(timelineOf(recordsOf(arrest, ...events), { order: 'occurred' }))

  it('shows the corrected data, the original, and who corrected it and why', () =>
    expect(entry(corrects(2, 1))).toMatchObject({
      data: { rightsRead: true },
      occurredAt: '2016-03-27',
      original: { data: {}, occurredAt: '2016-03-27' },
      retracted: false,
      amendments: [{ id: idOf(2), kind: 'corrected', reasonCode: 'clericalError', approver, actor: { userId: 'k.santoso' } }],
    }))

  it('has its recorded data again when the correction is retracted', () => {
    const it = entry(corrects(2, 1), retracts(3, 2))
    expect(it).toMatchObject({ data: {}, retracted: false, amendments: [{ kind: 'corrected' }, { kind: 'correctionRetracted' }] })
    expect(it.original).toBeUndefined()
  })

  it('stays in the timeline when it is retracted, and is marked as retracted', () =>
    expect(entry(retracts(2, 1))).toMatchObject({
      retracted: true,
      data: {},
      amendments: [{ kind: 'retracted', reasonCode: 'wrongCase' }],
    }))

  it('is as recorded if the data of a correction does not fit its type: the correction is an entry of its own', () => {
    const [fact, correction] = timelineOf(recordsOf(arrest, corrects(2, 1, { data: { rightsRead: 'yes' } })), { order: 'occurred' })
    expect([fact, correction]).toMatchObject([{ data: {}, amendments: [] }, { id: idOf(2) }])
    expect(fact?.original).toBeUndefined()
  })

  it('is never one of another stream, whatever else the correction names: that one is an entry of its own', () => {
    const foreign = { stream: `prosecution.case-${idOf(999)}` }
    const own: FixtureEvent = { id: 2, type: 'case.CommandRefused', ...foreign }
    const retraction = { ...retracts(3, 1), ...foreign, data: { ...(retracts(3, 1).data as object), correctsId: idOf(2) } }
    const [first, ...others] = timelineOf(recordsOf(arrest, own, retraction, { ...corrects(4, 1), ...foreign }), { order: 'recorded' })
    expect(first).toMatchObject({ id: idOf(1), retracted: false, amendments: [], data: {} })
    expect(ids(others)).toEqual([2, 3, 4])
  })

  it('is not required for its correction: without it, the correction is an entry of its own', () =>
    expect(ids(timelineOf(recordsOf(corrects(2, 1)), { order: 'occurred' }))).toEqual([2]))
})

describe('a warning or an override', () => {
  const warning: FixtureEvent = { id: 2, type: 'case.WarningRaised', data: { ruleId: 'investigation.rights', eventId: idOf(1), facts: [] } }
  const override: FixtureEvent = {
    id: 3,
    type: 'case.RuleOverridden',
    data: { ruleId: 'x', eventId: idOf(1), basis: 'courtOrder', reasonCode: 'ordered' },
  }

  it('is attached to the entry of the fact that it refers to', () =>
    expect(only(timelineOf(recordsOf(arrest, warning, override), { order: 'occurred' }))).toMatchObject({
      warnings: [{ id: idOf(2), ruleId: 'investigation.rights', retracted: false }],
      overrides: [{ id: idOf(3), ruleId: 'x' }],
    }))

  it('about a fact of another stream is an entry of its own', () => {
    const foreign = { stream: `prosecution.case-${idOf(999)}` }
    const [fact, ...others] = timelineOf(recordsOf(arrest, { ...warning, ...foreign }, { ...override, ...foreign }), { order: 'recorded' })
    expect(fact).toMatchObject({ id: idOf(1), warnings: [], overrides: [] })
    expect(ids(others)).toEqual([2, 3])
  })

  it('is marked when it is retracted', () =>
    expect(only(timelineOf(recordsOf(arrest, warning, retracts(4, 2)), { order: 'occurred' }))).toMatchObject({
      warnings: [{ retracted: true }],
    }))
})

describe('two person references that were merged', () => {
  const [kept, merged] = [idOf(501), idOf(502)]
  const of = (id: number, personRef: string): FixtureEvent => ({ ...arrest, id, data: { personRef } })
  const merge = (id: number, recordedAt: string, type = 'case.PersonRefsMerged'): FixtureEvent => ({
    id,
    type,
    data: { keptRef: kept, mergedRef: merged, reasonCode: 'sameFingerprint', approver },
    recordedAt,
  })
  const warning: FixtureEvent = { id: 9, type: 'case.WarningRaised', data: { ruleId: 'a.rule', eventId: idOf(1), facts: [merged] } }
  const refsOf = (entries: readonly TimelineEntry[]) => entries.map(({ data }) => (data as { personRef?: string }).personRef)

  it('are shown as one person in every entry and its warnings, and each entry names the merged references that were recorded', () => {
    const [entry] = timelineOf(recordsOf(of(1, merged), warning, merge(2, '2026-11-26T10:00:00.000000Z')), { order: 'recorded' })
    expect(entry).toMatchObject({ data: { personRef: kept }, mergedRefs: [merged], warnings: [{ facts: [kept] }] })
    expect(entry?.original).toBeUndefined()
  })

  it('are two persons as known before the merge, and two again once they are unmerged', () => {
    const events = [of(1, merged), of(2, kept), merge(3, '2026-11-26T10:00:00.000000Z')]
    expect(refsOf(timelineOf(recordsOf(...events), { order: 'recorded' })).slice(0, 2)).toEqual([kept, kept])
    expect(refsOf(timelineOf(recordsOf(...events), { order: 'recorded', knownAt: '2026-11-25' }))).toEqual([merged, kept])
    const undone = [...events, merge(4, '2026-11-27T10:00:00.000000Z', 'case.PersonRefsUnmerged')]
    expect(refsOf(timelineOf(recordsOf(...undone), { order: 'recorded' })).slice(0, 2)).toEqual([merged, kept])
  })
})
