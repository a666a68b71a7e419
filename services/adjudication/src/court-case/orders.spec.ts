import { recordBelongsToCase } from '@case-timeline/casework'
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
import { commandFor, eventIdOf, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCourtCase, bystander, trader, witness } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  confiscatedAssetsWereTraced,
  liftedMeasureIsInForce,
  measureDoesNotEndInPast,
  measureIsOrderedOnce,
  refusedMeasureStatesReason,
} from './orders.rules.ts'

type Ordered = FactOf<typeof ProtectionMeasureOrdered>['data']

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])
const registered = aCourtCase().registered()
const inCase = { caseExists: true }
const screen: Ordered = { personRef: witness, measure: 'screen', granted: true }
const withScreenOrdered = registered.with({ type: 'adjudication.ProtectionMeasureOrdered', data: screen })

describe('a protection measure', () => {
  const orderMeasure = (overrides: Partial<Ordered> = {}) => commandFor(OrderProtectionMeasure, { ...screen, ...overrides }, inCase)
  const liftMeasure = (personRef = witness, orderEventId = eventIdOf(1)) =>
    commandFor(LiftProtectionMeasure, { personRef, orderEventId, reasonCode: 'atVictimRequest' }, inCase)

  it('is granted, or refused with a reason', () => {
    given(registered).when(orderMeasure()).then(ProtectionMeasureOrdered)
    given(registered)
      .when(orderMeasure({ granted: false, reasonCode: 'noRisk' }))
      .then(ProtectionMeasureOrdered)
  })
  it(refusedMeasureStatesReason.sentence, () =>
    given(registered)
      .when(orderMeasure({ granted: false }))
      .then(ProtectionMeasureOrdered, warning(refusedMeasureStatesReason)),
  )
  it(measureIsOrderedOnce.sentence, () => {
    given(withScreenOrdered).when(orderMeasure()).then(ProtectionMeasureOrdered, warning(measureIsOrderedOnce))
    given(withScreenOrdered)
      .when(orderMeasure({ personRef: bystander }))
      .then(ProtectionMeasureOrdered)
  })
  it('is prolonged before it ends, and ordered again after it expired, without a warning', () => {
    const screenUntil = (day: string) => registered.with({ type: 'adjudication.ProtectionMeasureOrdered', data: { ...screen, until: day } })
    given(screenUntil('2026-01-31')).when(orderMeasure()).then(ProtectionMeasureOrdered)
    given(screenUntil('2026-11-25')).when(orderMeasure()).then(ProtectionMeasureOrdered)
    given(screenUntil('2026-12-24'))
      .when(orderMeasure({ until: '2027-01-31' }))
      .then(ProtectionMeasureOrdered)
    given(screenUntil('2026-12-24'))
      .when(orderMeasure({ until: '2026-12-24' }))
      .then(ProtectionMeasureOrdered, warning(measureIsOrderedOnce))
    given(screenUntil('2026-01-31'))
      .when({ ...orderMeasure({ until: '2026-01-31' }), occurredAt: '2026-01-31' })
      .then(ProtectionMeasureOrdered, warning(measureIsOrderedOnce))
  })
  it(measureDoesNotEndInPast.sentence, () => {
    given(registered)
      .when(orderMeasure({ until: '2026-11-24' }))
      .then(ProtectionMeasureOrdered, warning(measureDoesNotEndInPast))
    given(registered)
      .when(orderMeasure({ until: '2026-11-25' }))
      .then(ProtectionMeasureOrdered)
    given(registered)
      .when({ ...orderMeasure({ until: '2026-11-24' }), occurredAt: '2026-11-20' })
      .then(ProtectionMeasureOrdered)
  })
  it('is lifted by reference to the event that ordered it', () =>
    given(withScreenOrdered).when(liftMeasure()).then(ProtectionMeasureLifted))
  it(liftedMeasureIsInForce.sentence, () => {
    given(registered).when(liftMeasure()).thenRefusedBy(liftedMeasureIsInForce)
    given(withScreenOrdered).when(liftMeasure(bystander)).thenRefusedBy(liftedMeasureIsInForce)
    given(withScreenOrdered.with({ type: 'adjudication.ProtectionMeasureLifted', data: liftMeasure().data }))
      .when(liftMeasure())
      .thenRefusedBy(liftedMeasureIsInForce)
  })
})

describe('other orders of the court', () => {
  it('an order of confidentiality is recorded', () =>
    given(registered)
      .when(commandFor(OrderConfidentiality, OrderConfidentiality.example, inCase))
      .then(ConfidentialityOrdered))
  it('a decision on bail is recorded', () =>
    given(registered)
      .when(commandFor(DecideBail, { accusedRef: trader, granted: true, conditions: ['noContactWithVictims'] }, inCase))
      .then(BailDecided))
})

describe('confiscation', () => {
  const confiscate = (tracedAssets: readonly string[]) =>
    commandFor(
      OrderConfiscation,
      { assetIds: [trader, witness], value: '10', currency: 'PHP', destination: 'victimFund' },
      { tracedAssets },
    )

  it('is recorded for assets that were frozen or traced', () =>
    given(registered)
      .when(confiscate([trader, witness]))
      .then(ConfiscationOrdered))
  it(confiscatedAssetsWereTraced.sentence, () =>
    given(registered)
      .when(confiscate([trader]))
      .then(ConfiscationOrdered, warning(confiscatedAssetsWereTraced)),
  )
})

describe('before an indictment', () => {
  const measure = { type: ProtectionMeasureOrdered.type, data: screen } as const
  const lift = commandFor(LiftProtectionMeasure, { personRef: witness, orderEventId: eventIdOf(0), reasonCode: 'atVictimRequest' }, inCase)

  it('a court decides on bail, protection and confidentiality in a case that was brought before it', () => {
    given()
      .when(commandFor(DecideBail, DecideBail.example, inCase))
      .then(BailDecided)
    given()
      .when(commandFor(OrderProtectionMeasure, screen, inCase))
      .then(ProtectionMeasureOrdered)
    given()
      .when(commandFor(OrderConfidentiality, OrderConfidentiality.example, inCase))
      .then(ConfidentialityOrdered)
    given([measure]).when(lift).then(ProtectionMeasureLifted)
  })
  it('what it ordered stays in force when the court case is registered', () => {
    const [registration] = [...aCourtCase().registered()]
    const history = [measure, registration as CourtCaseEvent]
    given(history)
      .when(commandFor(OrderProtectionMeasure, screen, inCase))
      .then(ProtectionMeasureOrdered, warning(measureIsOrderedOnce))
    given(history).when(lift).then(ProtectionMeasureLifted)
  })
  it(recordBelongsToCase.sentence, () =>
    given()
      .when(commandFor(DecideBail, DecideBail.example, { caseExists: false }))
      .thenRefusedBy(recordBelongsToCase),
  )
})
