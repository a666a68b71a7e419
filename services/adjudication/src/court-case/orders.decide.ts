import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided } from '@case-timeline/decider'
import type {
  DecideBail,
  LiftProtectionMeasure,
  OrderConfidentiality,
  OrderConfiscation,
  OrderProtectionMeasure,
} from './court-case.commands.ts'
import type { CourtCase, CourtCaseEvent, Registered } from './court-case.ts'
import {
  confiscatedAssetsWereTraced,
  liftedMeasureIsInForce,
  measureDoesNotEndInPast,
  measureIsOrderedOnce,
  refusedMeasureStatesReason,
} from './orders.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const orderConfidentiality = (_: CourtCase, { data }: OrderConfidentiality): Decision => ({
  under: [recordBelongsToCase],
  events: [{ type: 'adjudication.ConfidentialityOrdered', data }],
})

export const orderProtectionMeasure = (_: CourtCase, { data }: OrderProtectionMeasure): Decision => ({
  under: [recordBelongsToCase, refusedMeasureStatesReason, measureDoesNotEndInPast, measureIsOrderedOnce],
  events: [{ type: 'adjudication.ProtectionMeasureOrdered', data }],
})

export const liftProtectionMeasure = (_: CourtCase, { data }: LiftProtectionMeasure): Decision => ({
  under: [recordBelongsToCase, liftedMeasureIsInForce],
  events: [{ type: 'adjudication.ProtectionMeasureLifted', data }],
})

export const decideBail = (_: CourtCase, { data }: DecideBail): Decision => ({
  under: [recordBelongsToCase],
  events: [{ type: 'adjudication.BailDecided', data }],
})

export const orderConfiscation = (_: Registered, { data }: OrderConfiscation): Decision => ({
  under: [confiscatedAssetsWereTraced],
  events: [{ type: 'adjudication.ConfiscationOrdered', data }],
})
