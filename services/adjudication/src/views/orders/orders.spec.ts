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
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { orderOn, ordersView } from './orders.view.ts'

const id = '5e000000-0000-8000-8000-00000000000a'
const screen = (granted: boolean) => told(ProtectionMeasureOrdered, { measure: 'screen', granted }, { id, occurredAt: '2026-07-01' })

describe('the orders of the court', () => {
  it('shows a measure in force, refused, or lifted again', () => {
    expect(shownBy(ordersView, screen(true))).toMatchObject([
      { orderEventId: id, kind: 'protection', state: 'inForce', orderedAt: '2026-07-01', terms: { measure: 'screen' } },
    ])
    expect(shownBy(ordersView, screen(false))).toMatchObject([{ state: 'refused' }])
    expect(shownBy(ordersView, screen(true), told(ProtectionMeasureLifted, { orderEventId: id }))).toMatchObject([{ state: 'lifted' }])
  })

  it('shows an order as expired from the day after its last one, unless it was lifted or refused before', () => {
    const on = (day: string, ...facts: Parameters<typeof shownBy>[1][]) =>
      shownBy(ordersView, ...facts).map((order) => orderOn(day, order).state)
    const until = (granted: boolean) => told(ProtectionMeasureOrdered, { granted, until: '2026-10-31' }, { id })
    expect(on('2026-10-31', until(true))).toEqual(['inForce'])
    expect(on('2026-11-01', until(true))).toEqual(['expired'])
    expect(on('2026-11-01', until(false))).toEqual(['refused'])
    expect(on('2026-11-01', until(true), told(ProtectionMeasureLifted, { orderEventId: id }))).toEqual(['lifted'])
    expect(on('2099-01-01', told(ConfidentialityOrdered, { until: undefined }))).toEqual(['inForce'])
  })

  it('has bail, compensation, confiscation and confidentiality beside it', () =>
    expect(
      shownBy(
        ordersView,
        told(BailDecided, { granted: false }),
        told(CompensationOrdered),
        told(ConfiscationOrdered),
        told(ConfidentialityOrdered),
      ).map(({ kind, state }) => [kind, state]),
    ).toEqual([
      ['bail', 'refused'],
      ['compensation', 'inForce'],
      ['confiscation', 'inForce'],
      ['confidentiality', 'inForce'],
    ]))

  it('shows neither the judgment nor what was paid', () =>
    expect(shownBy(ordersView, told(VerdictDelivered), told(CompensationPaid))).toEqual([]))
})
