import {
  AgreeSupportPlan,
  DeliverService,
  ReviewSupportPlan,
  ServiceDelivered,
  SupportPlanAgreed,
  SupportPlanReviewed,
} from '@case-timeline/contracts'
import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { aunt, girl, unknownId } from '../person/person.fixtures.ts'
import * as rules from './plan.rules.ts'
import { planStream } from './plan.stream.ts'
import type { PlanEvent } from './plan.ts'

const {
  planBelongsToSupportedPerson,
  planIsAgreedFirst,
  planIsAgreedOnce,
  planConcernsSamePerson,
  servicesNeedAgreedPlan,
  planIsAgreedWithPerson,
} = rules

const given = specificationOf(planStream)
const supported = { supported: [girl], caseExists: true }
const agreePlan = (
  agreedBy: 'self' | 'guardian' | 'nobody' = 'self',
  known: { supported: readonly string[]; caseExists: boolean } = supported,
) => commandFor(AgreeSupportPlan, { planId: unknownId, personRef: girl, agreedBy, types: ['Health'], objectives: [] }, known)
const reviewPlan = (outcome: 'continued' | 'ended', personRef = girl) =>
  commandFor(ReviewSupportPlan, { planId: unknownId, personRef, outcome }, supported)
const deliverService = (personRef = girl) =>
  commandFor(DeliverService, { planId: unknownId, personRef, type: 'Health', provider: 'ph-clinic-cebu' }, supported)
const agreed = (by: 'self' | 'nobody' = 'self'): PlanEvent => ({ type: SupportPlanAgreed.type, data: agreePlan(by).data })
const ended: PlanEvent = { type: SupportPlanReviewed.type, data: reviewPlan('ended').data }

describe('a support plan', () => {
  it('is agreed with the person, reviewed, and services are delivered under it', () => {
    given().when(agreePlan()).then(SupportPlanAgreed)
    given([agreed()]).when(reviewPlan('continued')).then(SupportPlanReviewed)
    given([agreed()]).when(deliverService()).then(ServiceDelivered)
  })
  it(planBelongsToSupportedPerson.sentence, () =>
    given()
      .when(agreePlan('self', { ...supported, supported: [] }))
      .thenRefusedBy(planBelongsToSupportedPerson),
  )
  it(planIsAgreedOnce.sentence, () => given([agreed()]).when(agreePlan()).thenRefusedBy(planIsAgreedOnce))
  it(planIsAgreedFirst.sentence, () => given().when(deliverService()).thenRefusedBy(planIsAgreedFirst))
  it(planConcernsSamePerson.sentence, () => {
    given([agreed()]).when(deliverService(aunt)).thenRefusedBy(planConcernsSamePerson)
    given([agreed()]).when(reviewPlan('ended', aunt)).thenRefusedBy(planConcernsSamePerson)
  })
  it(`${planIsAgreedWithPerson.sentence}; otherwise the plan is recorded with a warning`, () =>
    given().when(agreePlan('nobody')).then(SupportPlanAgreed, warning(planIsAgreedWithPerson)))
  it(`${servicesNeedAgreedPlan.sentence}; otherwise they are recorded with a warning`, () => {
    given([agreed('nobody')])
      .when(deliverService())
      .then(ServiceDelivered, warning(servicesNeedAgreedPlan))
    given([agreed(), ended]).when(deliverService()).then(ServiceDelivered, warning(servicesNeedAgreedPlan))
  })
})

describe('any command about a support plan', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof planStream>>(
    Object.values(planStream.commands).map(({ type }) => type),
    fc.constant({ supported: fewIds, caseExists: true }),
  )

  it('records nothing new when it is decided twice', () => decidingTwiceChangesNothing(planStream, commands))
  it('never leads to a history on which evolve throws', () => evolveNeverThrows(planStream, commands))
  it('is refused only by integrity rules when it reports what happened', () =>
    reportsOnlyRaiseWarnings(planStream, [SupportPlanAgreed, SupportPlanReviewed, ServiceDelivered], commands))
  it('is checked by rules whose ids match their constants', () => ruleIdsMatchConstants('victimSupport', rules))
})
