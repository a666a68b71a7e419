import { CompensationOrdered, CompensationPaid, ProtectionMeasureOrdered, ProtectionMeasureSought } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { owedBy, statesOf, told } from '../told-deadlines.fixtures.ts'
import { aProtectionRequestIsAnsweredInTime, compensationIsPaidInTime } from './court-clocks.ts'

describe(aProtectionRequestIsAnsweredInTime.sentence, () => {
  const girl = 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
  const sought = (day: string, ...measures: string[]) => told(ProtectionMeasureSought, day, { personRef: girl, measures })
  const ordered = (day: string, measure: string, granted = true) =>
    told(ProtectionMeasureOrdered, day, { personRef: girl, measure, granted, reasonCode: 'noNeed' })
  const states = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(aProtectionRequestIsAnsweredInTime, day, ...facts)

  it('one by one: the answer to one is none to another', () => {
    const asked = sought('2026-11-01', 'screen', 'supportPerson')
    expect(states('2026-11-20', asked, ordered('2026-11-05', 'screen'))).toEqual(['met', 'overdue'])
    expect(states('2026-11-20', asked, ordered('2026-11-05', 'screen'), ordered('2026-11-06', 'supportPerson', false))).toEqual([
      'met',
      'met',
    ])
  })
  it('and a measure that nobody sought answers none', () =>
    expect(states('2026-11-20', sought('2026-11-01', 'screen', 'videoLink'), ordered('2026-11-05', 'noContact'))).toEqual([
      'overdue',
      'overdue',
    ]))
  it('and each has a clock of its own', () => {
    const all = sought('2026-11-01', 'screen', 'videoLink', 'preRecorded', 'pseudonym', 'supportPerson', 'intermediary', 'noContact')
    expect(new Set(owedBy('adjudication', all).map(({ clockId }) => clockId)).size).toBe(7)
  })
})

describe(compensationIsPaidInTime.sentence, () => {
  it('in the currency in which it was ordered', () => {
    const ordered = told(CompensationOrdered, '2026-11-01', { amount: '250000', currency: 'PHP', due: '2026-11-11' })
    const paid = (amount: string, currency: string) => told(CompensationPaid, '2026-11-05', { amount, currency })
    const states = (...payments: ReturnType<typeof told>[]) => statesOf(compensationIsPaidInTime, '2026-11-12', ordered, ...payments)
    expect(states(paid('250000', 'IDR'))).toEqual(['overdue'])
    expect(states(paid('250000', 'IDR'), paid('250000', 'PHP'))).toEqual(['met'])
  })
})
