import {
  BailDecided,
  CompensationOrdered,
  CompensationPaid,
  ConfidentialityOrdered,
  ConfiscationOrdered,
  ProtectionMeasureLifted,
  ProtectionMeasureOrdered,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { orderOnDay, ordersView } from './orders.view.ts'

const id = '5e000000-0000-8000-8000-00000000000a'
const screen = (granted: boolean) => exampleFact(ProtectionMeasureOrdered, { measure: 'screen', granted }, { id, occurredAt: '2026-07-01' })

describe('the orders of the court', () => {
  it('shows whether a measure is in force, refused or lifted', () => {
    expect(rowsShownBy(ordersView, screen(true))).toMatchObject([
      { orderEventId: id, kind: 'protection', state: 'inForce', orderedAt: '2026-07-01', terms: { measure: 'screen' } },
    ])
    expect(rowsShownBy(ordersView, screen(false))).toMatchObject([{ state: 'refused' }])
    expect(rowsShownBy(ordersView, screen(true), exampleFact(ProtectionMeasureLifted, { orderEventId: id }))).toMatchObject([
      { state: 'lifted' },
    ])
  })

  it('shows an order as expired from the day after its last day, unless it was lifted or refused', () => {
    const statesOn = (day: string, ...facts: Parameters<typeof rowsShownBy>[1][]) =>
      rowsShownBy(ordersView, ...facts).map((order) => orderOnDay(day, order).state)
    const until = (granted: boolean) => exampleFact(ProtectionMeasureOrdered, { granted, until: '2026-10-31' }, { id })
    expect(statesOn('2026-10-31', until(true))).toEqual(['inForce'])
    expect(statesOn('2026-11-01', until(true))).toEqual(['expired'])
    expect(statesOn('2026-11-01', until(false))).toEqual(['refused'])
    expect(statesOn('2026-11-01', until(true), exampleFact(ProtectionMeasureLifted, { orderEventId: id }))).toEqual(['lifted'])
    expect(statesOn('2099-01-01', exampleFact(ConfidentialityOrdered, { until: undefined }))).toEqual(['inForce'])
  })

  it('shows orders on bail, compensation, confiscation and confidentiality', () =>
    expect(
      rowsShownBy(
        ordersView,
        exampleFact(BailDecided, { granted: false }),
        exampleFact(CompensationOrdered),
        exampleFact(ConfiscationOrdered),
        exampleFact(ConfidentialityOrdered),
      ).map(({ kind, state }) => [kind, state]),
    ).toEqual([
      ['bail', 'refused'],
      ['compensation', 'inForce'],
      ['confiscation', 'inForce'],
      ['confidentiality', 'inForce'],
    ]))

  it('contains neither judgments nor payments of compensation', () =>
    expect(rowsShownBy(ordersView, exampleFact(VerdictDelivered), exampleFact(CompensationPaid))).toEqual([]))
})
