import { ProtectionMeasureOrdered, ProtectionMeasureSought } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { courtCaseClocks, protectionRequestIsAnsweredInTime } from './court-case.clocks.ts'

const { deadlinesOwed, expectDeadlineKept, statesOf } = clockSpecificationOf('adjudication', courtCaseClocks)

const victim = 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d'

it(protectionRequestIsAnsweredInTime.sentence, () =>
  expectDeadlineKept(
    protectionRequestIsAnsweredInTime,
    ProtectionMeasureSought,
    ProtectionMeasureOrdered,
    { personRef: victim, measures: ['screen'] },
    { personRef: victim, measure: 'screen' },
  ),
)

describe(protectionRequestIsAnsweredInTime.sentence, () => {
  const sought = (day: string, ...measures: string[]) => effectiveFact(ProtectionMeasureSought, day, { personRef: victim, measures })
  const ordered = (day: string, measure: string, granted = true) =>
    effectiveFact(ProtectionMeasureOrdered, day, { personRef: victim, measure, granted, reasonCode: 'noNeed' })
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(protectionRequestIsAnsweredInTime, day, ...facts)

  it('is met for each measure separately by an order on that measure', () => {
    const requestedTwice = sought('2026-11-01', 'screen', 'supportPerson')
    expect(states('2026-11-20', requestedTwice, ordered('2026-11-05', 'screen'))).toEqual(['met', 'overdue'])
    expect(states('2026-11-20', requestedTwice, ordered('2026-11-05', 'screen'), ordered('2026-11-06', 'supportPerson', false))).toEqual([
      'met',
      'met',
    ])
  })
  it('is not met by an order on a measure that was not sought', () =>
    expect(states('2026-11-20', sought('2026-11-01', 'screen', 'videoLink'), ordered('2026-11-05', 'noContact'))).toEqual([
      'overdue',
      'overdue',
    ]))
  it('has one clock for each measure', () => {
    const all = sought('2026-11-01', 'screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact')
    expect(new Set(deadlinesOwed(all).map(({ clockId }) => clockId)).size).toBe(7)
  })
})
