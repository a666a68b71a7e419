import {
  AgreeSupportPlan,
  DeliverService,
  planCommands,
  ReviewSupportPlan,
  ServiceDelivered,
  SupportPlanAgreed,
  SupportPlanReviewed,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { aunt, girl, unknownId } from './person.fixtures.ts'
import { plan } from './plan.decide.ts'
import * as rules from './plan.rules.ts'
import type { PlanCommand, PlanEvent } from './plan.ts'

const { planBelongsToASupportedPerson, planIsAgreedFirst, planIsAgreedOnce, planIsHers, servicesNeedHerAcceptance, sheAgreesToHerPlan } =
  rules

const given = specificationOf(plan)
const supported = { supported: [girl] }
const agree = (agreedBy: 'self' | 'guardian' | 'nobody' = 'self', known: { supported: readonly string[] } = supported) =>
  commanded(AgreeSupportPlan, { planId: unknownId, personRef: girl, agreedBy, types: ['Health'], objectives: [] }, known)
const review = (outcome: 'continued' | 'ended', personRef = girl) =>
  commanded(ReviewSupportPlan, { planId: unknownId, personRef, outcome }, supported)
const deliver = (personRef = girl) =>
  commanded(DeliverService, { planId: unknownId, personRef, type: 'Health', provider: 'ph-clinic-cebu' }, supported)
const agreed = (by: 'self' | 'nobody' = 'self'): PlanEvent => ({ type: SupportPlanAgreed.type, data: agree(by).data })
const ended: PlanEvent = { type: SupportPlanReviewed.type, data: review('ended').data }

describe('a support plan', () => {
  it('is agreed with her, reviewed, and services are delivered under it', () => {
    given().when(agree()).then(SupportPlanAgreed)
    given([agreed()]).when(review('continued')).then(SupportPlanReviewed)
    given([agreed()]).when(deliver()).then(ServiceDelivered)
  })
  it(planBelongsToASupportedPerson.sentence, () =>
    given()
      .when(agree('self', { supported: [] }))
      .thenRefusedBy(planBelongsToASupportedPerson),
  )
  it(planIsAgreedOnce.sentence, () => given([agreed()]).when(agree()).thenRefusedBy(planIsAgreedOnce))
  it(planIsAgreedFirst.sentence, () => given().when(deliver()).thenRefusedBy(planIsAgreedFirst))
  it(planIsHers.sentence, () => {
    given([agreed()]).when(deliver(aunt)).thenRefusedBy(planIsHers)
    given([agreed()]).when(review('ended', aunt)).thenRefusedBy(planIsHers)
  })
  it(`${sheAgreesToHerPlan.sentence}; else it is recorded with a warning`, () =>
    given().when(agree('nobody')).then(SupportPlanAgreed, warning(sheAgreesToHerPlan)))
  it(`${servicesNeedHerAcceptance.sentence}; else they are recorded with a warning`, () => {
    given([agreed('nobody')])
      .when(deliver())
      .then(ServiceDelivered, warning(servicesNeedHerAcceptance))
    given([agreed(), ended]).when(deliver()).then(ServiceDelivered, warning(servicesNeedHerAcceptance))
  })
})

describe('whatever is asked of a support plan', () => {
  const commands = anyOf<PlanCommand>(planCommands, fc.constant({ supported: fewIds }))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(plan, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(plan, commands))
  it('reports are only warned about', () =>
    reportsAreOnlyWarnedAbout(plan, [SupportPlanAgreed, SupportPlanReviewed, ServiceDelivered], commands))
  it('each rule has one name', () => rulesHaveOneName('victimSupport', rules))
})
