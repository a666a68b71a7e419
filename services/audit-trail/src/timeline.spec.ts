import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { idOf, recordsOf, type Told } from './timeline.fixtures.ts'
import { timelineOf, type TimelineEntry } from './timeline.ts'

const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const arrest: Told = { id: 1, type: 'investigation.SuspectArrested', occurredAt: '2016-03-27', occurredZone: 'Asia/Jakarta' }
const corrects = (id: number, target: number, more: object = {}): Told => ({
  id,
  type: 'case.EventCorrected',
  data: { correctsId: idOf(target), schemaVersion: 1, data: { rightsRead: true }, reasonCode: 'clericalError', approver, ...more },
})
const retracts = (id: number, target: number): Told => ({
  id,
  type: 'case.EventRetracted',
  data: { retractsId: idOf(target), reasonCode: 'wrongCase', approver },
})
const only = (entries: readonly TimelineEntry[]): TimelineEntry => {
  expect(entries).toHaveLength(1)
  return entries[0]!
}
const ids = (entries: readonly TimelineEntry[]) => entries.map(({ id }) => Number(id.slice(-12)))
const occurred = (id: number, occurredAt?: string, occurredZone?: string): Told => ({
  id,
  type: 'investigation.EvidenceCollected',
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
})

describe('the order of a timeline', () => {
  const told = [occurred(1, '2016-03-28'), occurred(2, '2016-03-27T23:00:00Z'), occurred(3, '2016'), occurred(4, '2016-03-28')]

  it('by occurrence: the start of what the text covers, then the order of recording', () =>
    expect(ids(timelineOf(recordsOf(...told), { order: 'occurred' }))).toEqual([3, 2, 1, 4]))

  it('by recording', () => expect(ids(timelineOf(recordsOf(...told).reverse(), { order: 'recorded' }))).toEqual([1, 2, 3, 4]))

  it('a day begins in its own zone', () => {
    const records = recordsOf(occurred(1, '2016-03-27T18:00:00Z'), occurred(2, '2016-03-28', 'Asia/Jakarta'))
    expect(ids(timelineOf(records, { order: 'occurred' }))).toEqual([2, 1])
  })

  it('a fact of unknown time stands where it was recorded', () => {
    const records = recordsOf({ ...occurred(1), recordedAt: '2020-01-01T00:00:00.000000Z' }, occurred(2, '2021'), occurred(3, '2019'))
    expect(ids(timelineOf(records, { order: 'occurred' }))).toEqual([3, 1, 2])
  })

  it('a zone that this machine does not know is read as UTC', () =>
    expect(ids(timelineOf(recordsOf(occurred(1, '2016-03-28', 'Moon/Far'), occurred(2, '2016-03-27')), { order: 'occurred' }))).toEqual([
      2, 1,
    ]))

  it('all sectors are merged', () => {
    const records = recordsOf(arrest, { ...occurred(2, '2016-03-01'), stream: `victimSupport.person-${idOf(999)}~${idOf(1)}` })
    expect(timelineOf(records, { order: 'occurred' }).map(({ sector }) => sector)).toEqual(['victimSupport', 'investigation'])
  })
})

describe('as of a moment', () => {
  const asOf = (moment: string, ...told: readonly Told[]) => ids(timelineOf(recordsOf(...told), { order: 'occurred', asOf: moment }))

  it('a fact dated to a day had happened by that day, and not by the day before', () => {
    expect(asOf('2016-03-27', arrest)).toEqual([1])
    expect(asOf('2016-03-26', arrest)).toEqual([])
  })

  it('a moment with an offset is held against the start of the day in the fact’s zone', () => {
    expect(asOf('2016-03-26T17:00:00Z', arrest)).toEqual([1])
    expect(asOf('2016-03-26T16:59:59Z', arrest)).toEqual([])
  })

  it('an interval counts when it has begun', () => {
    expect(asOf('2016-03', occurred(1, '2016'))).toEqual([1])
    expect(asOf('2015', occurred(1, '2016'))).toEqual([])
  })

  it('a fact of unknown time had happened when it was recorded', () => {
    expect(asOf('2026-11-25', occurred(1))).toEqual([1])
    expect(asOf('2026-11-24', occurred(1))).toEqual([])
  })

  it('the corrected time counts', () => {
    const told = [arrest, corrects(2, 1, { occurredAt: '2016-03-20', occurredZone: 'Asia/Jakarta' })]
    expect(asOf('2016-03-20', ...told)).toEqual([1])
  })

  it('a moment that is no date is refused', () => expect(() => asOf('2016-02-30', arrest)).toThrow(RangeError))

  it('never shows a fact earlier than a later moment would', () => {
    const day = fc
      .tuple(fc.integer({ min: 2000, max: 2030 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
    fc.assert(
      fc.property(fc.array(day, { maxLength: 8 }), day, day, (days, one, other) => {
        const told = days.map((text, index) => occurred(index + 1, text))
        const [earlier, later] = [one, other].sort() as [string, string]
        const full = timelineOf(recordsOf(...told), { order: 'occurred' })
        expect(asOf(later, ...told)).toEqual(ids(full.filter(({ occurredAt }) => occurredAt! <= later)))
        expect(asOf(later, ...told)).toEqual(expect.arrayContaining(asOf(earlier, ...told)))
      }),
    )
  })
})

describe('known at a moment', () => {
  const recorded = (told: Told, recordedAt: string): Told => ({ ...told, recordedAt })
  const history = recordsOf(recorded(arrest, '2026-01-05T10:00:00.000005Z'), recorded(corrects(2, 1), '2026-01-06T10:00:00.000000Z'))
  const knownAt = (moment: string) => timelineOf(history, { order: 'recorded', knownAt: moment })

  it('what was recorded later is not known, to the microsecond', () => {
    expect(knownAt('2026-01-05T10:00:00.000004Z')).toEqual([])
    expect(knownAt('2026-01-05T17:00:00.000005+07:00')).toHaveLength(1)
    expect(knownAt('2026-01-04')).toEqual([])
    expect(knownAt('2026-01-05')).toHaveLength(1)
  })

  it('a later correction is not known yet', () => {
    expect(only(knownAt('2026-01-05'))).toMatchObject({ data: {}, amendments: [] })
    expect(only(knownAt('2026-01-06'))).toMatchObject({ data: { rightsRead: true }, original: { data: {} } })
  })
})

describe('a corrected fact', () => {
  const entry = (...told: readonly Told[]) => only(timelineOf(recordsOf(arrest, ...told), { order: 'occurred' }))

  it('says what is right, with the original, who and why beside it', () =>
    expect(entry(corrects(2, 1))).toMatchObject({
      data: { rightsRead: true },
      occurredAt: '2016-03-27',
      original: { data: {}, occurredAt: '2016-03-27' },
      retracted: false,
      amendments: [{ id: idOf(2), kind: 'corrected', reasonCode: 'clericalError', approver, actor: { userId: 'k.santoso' } }],
    }))

  it('is as recorded again when the correction is taken back', () => {
    const it = entry(corrects(2, 1), retracts(3, 2))
    expect(it).toMatchObject({ data: {}, retracted: false, amendments: [{ kind: 'corrected' }, { kind: 'correctionTakenBack' }] })
    expect(it.original).toBeUndefined()
  })

  it('a retracted one stays, marked', () =>
    expect(entry(retracts(2, 1))).toMatchObject({
      retracted: true,
      data: {},
      amendments: [{ kind: 'retracted', reasonCode: 'wrongCase' }],
    }))

  it('a correction of what is not there stands on its own', () =>
    expect(ids(timelineOf(recordsOf(corrects(2, 1)), { order: 'occurred' }))).toEqual([2]))
})

describe('what stands with a fact', () => {
  const warning: Told = { id: 2, type: 'case.WarningRaised', data: { ruleId: 'investigation.rights', eventId: idOf(1), facts: [] } }
  const override: Told = {
    id: 3,
    type: 'case.RuleOverridden',
    data: { ruleId: 'x', eventId: idOf(1), basis: 'courtOrder', reasonCode: 'ordered' },
  }

  it('a warning and an override stand with the fact that they speak of', () =>
    expect(only(timelineOf(recordsOf(arrest, warning, override), { order: 'occurred' }))).toMatchObject({
      warnings: [{ id: idOf(2), ruleId: 'investigation.rights', retracted: false }],
      overrides: [{ id: idOf(3), ruleId: 'x' }],
    }))

  it('a retracted warning is marked', () =>
    expect(only(timelineOf(recordsOf(arrest, warning, retracts(4, 2)), { order: 'occurred' }))).toMatchObject({
      warnings: [{ retracted: true }],
    }))
})

describe('two references that were merged', () => {
  const [kept, merged] = [idOf(501), idOf(502)]
  const of = (id: number, personRef: string): Told => ({ ...arrest, id, data: { personRef } })
  const merge = (id: number, recordedAt: string, type = 'case.PersonRefsMerged'): Told => ({
    id,
    type,
    data: { keptRef: kept, mergedRef: merged, reasonCode: 'sameFingerprint', approver },
    recordedAt,
  })
  const warning: Told = { id: 9, type: 'case.WarningRaised', data: { ruleId: 'a.rule', eventId: idOf(1), facts: [merged] } }
  const refsOf = (entries: readonly TimelineEntry[]) => entries.map(({ data }) => (data as { personRef?: string }).personRef)

  it('are one person in every entry and in the warnings beside it, and each entry says what was recorded', () => {
    const [entry] = timelineOf(recordsOf(of(1, merged), warning, merge(2, '2026-11-26T10:00:00.000000Z')), { order: 'recorded' })
    expect(entry).toMatchObject({ data: { personRef: kept }, mergedRefs: [merged], warnings: [{ facts: [kept] }] })
    expect(entry?.original).toBeUndefined()
  })

  it('are two as was known before, and two again once they are unmerged', () => {
    const told = [of(1, merged), of(2, kept), merge(3, '2026-11-26T10:00:00.000000Z')]
    expect(refsOf(timelineOf(recordsOf(...told), { order: 'recorded' })).slice(0, 2)).toEqual([kept, kept])
    expect(refsOf(timelineOf(recordsOf(...told), { order: 'recorded', knownAt: '2026-11-25' }))).toEqual([merged, kept])
    const undone = [...told, merge(4, '2026-11-27T10:00:00.000000Z', 'case.PersonRefsUnmerged')]
    expect(refsOf(timelineOf(recordsOf(...undone), { order: 'recorded' })).slice(0, 2)).toEqual([merged, kept])
  })
})
