import {
  BailDecided,
  ConfidentialityOrdered,
  ConfiscationOrdered,
  DecideBail,
  LiftProtectionMeasure,
  OrderConfidentiality,
  OrderConfiscation,
  OrderProtectionMeasure,
  ProtectionMeasureLifted,
  ProtectionMeasureOrdered,
  type FactOf,
} from '@case-timeline/contracts'
import { commanded, eventIdOf, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { courtCase } from './court-case.decide.ts'
import { aCourtCase, bystander, nothingFiled, trader, witness } from './court-case.fixtures.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  confiscatedAssetsWereTraced,
  liftedMeasureIsInForce,
  measureIsOrderedForATimeToCome,
  measureIsOrderedOnce,
  refusedMeasureStatesItsReason,
} from './orders.rules.ts'

type Ordered = FactOf<typeof ProtectionMeasureOrdered>['data']

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCase)([...history])
const registered = aCourtCase().registered()
const screen: Ordered = { personRef: witness, measure: 'screen', granted: true }
const screened = registered.with({ type: 'adjudication.ProtectionMeasureOrdered', data: screen })

describe('a protection measure', () => {
  const order = (but: Partial<Ordered> = {}) => commanded(OrderProtectionMeasure, { ...screen, ...but }, nothingFiled)
  const lift = (personRef = witness, orderEventId = eventIdOf(1)) =>
    commanded(LiftProtectionMeasure, { personRef, orderEventId, reasonCode: 'atHerWish' }, nothingFiled)

  it('is granted, or refused with a reason', () => {
    given(registered).when(order()).then(ProtectionMeasureOrdered)
    given(registered)
      .when(order({ granted: false, reasonCode: 'noRisk' }))
      .then(ProtectionMeasureOrdered)
  })
  it(refusedMeasureStatesItsReason.sentence, () =>
    given(registered)
      .when(order({ granted: false }))
      .thenRefusedBy(refusedMeasureStatesItsReason),
  )
  it(measureIsOrderedOnce.sentence, () => {
    given(screened).when(order()).thenRefusedBy(measureIsOrderedOnce)
    given(screened)
      .when(order({ personRef: bystander }))
      .then(ProtectionMeasureOrdered)
  })
  it('that has run out is ordered anew, not one that still holds on its last day', () => {
    const until = (day: string) => registered.with({ type: 'adjudication.ProtectionMeasureOrdered', data: { ...screen, until: day } })
    given(until('2026-01-31')).when(order()).then(ProtectionMeasureOrdered)
    given(until('2026-11-25')).when(order()).thenRefusedBy(measureIsOrderedOnce)
    given(until('2026-01-31'))
      .when({ ...order(), occurredAt: '2026-01-31' })
      .thenRefusedBy(measureIsOrderedOnce)
  })
  it(measureIsOrderedForATimeToCome.sentence, () => {
    given(registered)
      .when(order({ until: '2026-11-24' }))
      .thenRefusedBy(measureIsOrderedForATimeToCome)
    given(registered)
      .when(order({ until: '2026-11-25' }))
      .then(ProtectionMeasureOrdered)
    given(registered)
      .when({ ...order({ until: '2026-11-24' }), occurredAt: '2026-11-20' })
      .then(ProtectionMeasureOrdered)
  })
  it('is lifted by naming the event that ordered it', () => given(screened).when(lift()).then(ProtectionMeasureLifted))
  it(liftedMeasureIsInForce.sentence, () => {
    given(registered).when(lift()).thenRefusedBy(liftedMeasureIsInForce)
    given(screened).when(lift(bystander)).thenRefusedBy(liftedMeasureIsInForce)
    given(screened.with({ type: 'adjudication.ProtectionMeasureLifted', data: lift().data }))
      .when(lift())
      .thenRefusedBy(liftedMeasureIsInForce)
  })
})

describe('what else a court orders on the way', () => {
  it('closes the hearing to the public', () =>
    given(registered)
      .when(commanded(OrderConfidentiality, OrderConfidentiality.example, nothingFiled))
      .then(ConfidentialityOrdered))
  it('lets an accused go on bail', () =>
    given(registered)
      .when(commanded(DecideBail, { accusedRef: trader, granted: true, conditions: ['noContactWithVictims'] }, nothingFiled))
      .then(BailDecided))
})

describe('confiscation', () => {
  const confiscate = (tracedAssets: readonly string[]) =>
    commanded(
      OrderConfiscation,
      { assetIds: [trader, witness], value: '10', currency: 'PHP', destination: 'victimFund' },
      { ...nothingFiled, tracedAssets },
    )

  it('takes what was frozen or traced', () =>
    given(registered)
      .when(confiscate([trader, witness]))
      .then(ConfiscationOrdered))
  it(confiscatedAssetsWereTraced.sentence, () =>
    given(registered)
      .when(confiscate([trader]))
      .thenRefusedBy(confiscatedAssetsWereTraced),
  )
})
