import type { Decided } from '@case-timeline/decider'
import type {
  DecideBail,
  LiftProtectionMeasure,
  OrderConfidentiality,
  OrderConfiscation,
  OrderProtectionMeasure,
} from './court-case.commands.ts'
import type { CourtCaseEvent, Registered } from './court-case.ts'
import {
  confiscatedAssetsWereTraced,
  liftedMeasureIsInForce,
  measureDoesNotEndInPast,
  measureIsOrderedOnce,
  refusedMeasureStatesReason,
} from './orders.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const orderConfidentiality = (_: Registered, { data }: OrderConfidentiality): Decision => ({
  under: [],
  events: [{ type: 'adjudication.ConfidentialityOrdered', data }],
})

export const orderProtectionMeasure = (_: Registered, { data }: OrderProtectionMeasure): Decision => ({
  under: [refusedMeasureStatesReason, measureDoesNotEndInPast, measureIsOrderedOnce],
  events: [{ type: 'adjudication.ProtectionMeasureOrdered', data }],
})

export const liftProtectionMeasure = (_: Registered, { data }: LiftProtectionMeasure): Decision => ({
  under: [liftedMeasureIsInForce],
  events: [{ type: 'adjudication.ProtectionMeasureLifted', data }],
})

export const decideBail = (_: Registered, { data }: DecideBail): Decision => ({
  under: [],
  events: [{ type: 'adjudication.BailDecided', data }],
})

export const orderConfiscation = (_: Registered, { data }: OrderConfiscation): Decision => ({
  under: [confiscatedAssetsWereTraced],
  events: [{ type: 'adjudication.ConfiscationOrdered', data }],
})
