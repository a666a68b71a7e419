import type { Decided } from '@case-timeline/decider'
import type {
  CourtCaseEvent,
  OrderCommand,
  Registered,
  ToConfiscate,
  ToDecideBail,
  ToLiftProtection,
  ToOrderConfidentiality,
  ToOrderProtection,
} from './court-case.ts'
import {
  confiscatedAssetsWereTraced,
  liftedMeasureIsInForce,
  measureIsOrderedForATimeToCome,
  measureIsOrderedOnce,
  refusedMeasureStatesItsReason,
} from './orders.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const orderConfidentiality = (_: Registered, { data }: ToOrderConfidentiality): Decision => ({
  under: [],
  events: [{ type: 'adjudication.ConfidentialityOrdered', data }],
})

export const orderProtection = (_: Registered, { data }: ToOrderProtection): Decision => ({
  under: [refusedMeasureStatesItsReason, measureIsOrderedForATimeToCome, measureIsOrderedOnce],
  events: [{ type: 'adjudication.ProtectionMeasureOrdered', data }],
})

export const liftProtection = (_: Registered, { data }: ToLiftProtection): Decision => ({
  under: [liftedMeasureIsInForce],
  events: [{ type: 'adjudication.ProtectionMeasureLifted', data }],
})

export const decideBail = (_: Registered, { data }: ToDecideBail): Decision => ({
  under: [],
  events: [{ type: 'adjudication.BailDecided', data }],
})

export const orderConfiscation = (_: Registered, { data }: ToConfiscate): Decision => ({
  under: [confiscatedAssetsWereTraced],
  events: [{ type: 'adjudication.ConfiscationOrdered', data }],
})

export const decideOrder = (courtCase: Registered, command: OrderCommand): Decision => {
  switch (command.name) {
    case 'OrderConfidentiality':
      return orderConfidentiality(courtCase, command)
    case 'OrderProtectionMeasure':
      return orderProtection(courtCase, command)
    case 'LiftProtectionMeasure':
      return liftProtection(courtCase, command)
    case 'DecideBail':
      return decideBail(courtCase, command)
    case 'OrderConfiscation':
      return orderConfiscation(courtCase, command)
  }
}
