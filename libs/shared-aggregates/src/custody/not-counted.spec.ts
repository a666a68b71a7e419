import {
  adjudicationDetention,
  PresumedVictimIdentified,
  SuspectArrested,
  investigationDetention,
  type EventType,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const { personRef } = PresumedVictimIdentified.example
const clock = { validFrom: '2000-01-01', source: 'invented', excludes: ['journey', 'hospital'] }
const policy = {
  ...tenDays,
  clocks: [
    { ...clock, activity: 'arrest' as const, maxHours: 24 },
    { ...clock, activity: 'detentionOrdered' as const, maxDays: 10 },
  ],
}

const at = (hour: number): string => new Date(Date.UTC(2020, 2, 1) + hour * 3_600_000).toISOString()
const time = (from: number, until: number, reason = 'journey') => ({ from: at(from), until: at(until), reason })
type Time = ReturnType<typeof time>

/** A fact that was recorded at an hour, and corrected at another. */
const recorded = (
  type: EventType,
  hour: number,
  data: object,
  envelope = {},
  corrected?: { readonly hour: number; readonly from: object },
) => {
  const fact = effectiveFact(type, at(0), { personRef, ...data }, envelope)
  const stored = { ...fact.stored, recordedAt: at(hour), ...(corrected ? { data: corrected.from } : {}) }
  return { ...fact, stored, ...(corrected ? { restatedAt: at(corrected.hour) } : {}) }
}
const arrested = (hour: number, ...notCounted: readonly Time[]) => recorded(SuspectArrested, hour, { notCounted })

/** In how many hours the limit of the arrest, or of the order, ends, and what is not accepted. */
const limitOf = (
  fact: ReturnType<typeof recorded>,
  sector: 'investigation' | 'adjudication' = 'investigation',
  ...more: (typeof fact)[]
) => {
  const rule = `${sector}.detention-ends-within-limit`
  const [owed] = clockSpecificationOf(sector, custodyClocksOf(sector), policy)
    .deadlinesOwed(fact, ...more)
    .filter(({ ruleId }) => ruleId === rule)
  const hours = (text: string) => (Date.parse(text) - Date.parse(at(0))) / 3_600_000
  const { notAccepted } = owed?.custody ?? {}
  return {
    ends: hours(owed?.dueBy ?? ''),
    ...(notAccepted ? { notAccepted: { reasons: notAccepted.reasons, ends: hours(notAccepted.dueBy) } } : {}),
  }
}

describe('time in custody that the agency which holds the person states not to count', () => {
  it('moves the limit as far as it had passed when it was recorded', () => {
    expect(limitOf(arrested(12, time(2, 10)))).toEqual({ ends: 32 })
    expect(limitOf(arrested(6, time(2, 10)))).toEqual({ ends: 28, notAccepted: { reasons: ['journey'], ends: 32 } })
  })
  it('moves no limit by what is to come, and is shown with the alarm', () =>
    expect(limitOf(arrested(0, time(2, 1_000_000)))).toEqual({ ends: 24, notAccepted: { reasons: ['journey'], ends: 1_000_022 } }))
  it('moves no limit that had passed when it was recorded', () => {
    expect(limitOf(arrested(24, time(2, 10)))).toEqual({ ends: 24, notAccepted: { reasons: ['journey'], ends: 32 } })
    const later = recorded(investigationDetention.DetentionOrdered, 30, {
      ...{ from: at(30), until: undefined, authority: 'POLICE', notCounted: [time(2, 10)] },
    })
    expect(limitOf(arrested(0), 'investigation', later)).toEqual({ ends: 24, notAccepted: { reasons: ['journey'], ends: 32 } })
  })
  it('moves a limit that an earlier statement had moved', () => {
    const order = (hour: number) =>
      recorded(investigationDetention.DetentionOrdered, hour, {
        ...{ from: at(36), until: undefined, authority: 'POLICE', notCounted: [time(12, 20, 'hospital')] },
      })
    expect(limitOf(arrested(12, time(2, 10)), 'investigation', order(31))).toEqual({ ends: 40 })
    expect(limitOf(arrested(12, time(2, 10)), 'investigation', order(32))).toMatchObject({ ends: 32, notAccepted: { ends: 40 } })
  })
  it('is recorded by a correction only when that was recorded, unless the fact had stated the same', () => {
    const notCounted = [time(2, 10)]
    const correctedAt = (hour: number, from: object) => recorded(SuspectArrested, 11, { notCounted }, {}, { hour, from })
    expect(limitOf(correctedAt(23, { personRef }))).toEqual({ ends: 32 })
    expect(limitOf(correctedAt(24, { personRef }))).toMatchObject({ ends: 24 })
    expect(limitOf(correctedAt(24, { personRef, flagrante: true, notCounted }))).toEqual({ ends: 32 })
  })
  it('counts as stated if an import reports it, whose recording says nothing of when it was stated', () => {
    const imported = { imported: { source: 'a-log', asReported: true as const } }
    expect(limitOf(recorded(SuspectArrested, 5_000, { notCounted: [time(2, 10)] }, imported))).toEqual({ ends: 32 })
  })
})

it('what a court decides not to count moves the limit, also if it is to come', () => {
  const notCounted = [time(48, 96, 'hospital')]
  const data = { from: at(0), until: undefined, authority: 'DISTRICT_COURT', notCounted }
  expect(limitOf(recorded(adjudicationDetention.DetentionOrdered, 0, data), 'adjudication')).toEqual({ ends: 12 * 24 })
})
