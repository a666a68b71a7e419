import { isKeptInSupport } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { supportOffered } from '../person/supported-person.reads.ts'
import { agreeSupportPlan, deliverService, reviewSupportPlan, whenNotPlanned, whenPlanned } from './plan.decide.ts'
import { evolve, noPlan } from './plan.ts'

/** The streams `victimSupport.plan-<planId>`: one support plan and the services under it. */
export const planStream = aggregate({
  service: 'victimSupport',
  name: 'plan',
  events: [contract.SupportPlanAgreed, contract.SupportPlanReviewed, contract.ServiceDelivered],
  initial: noPlan,
  evolve,
  isKept: isKeptInSupport,
  streamId: (_, { planId }) => planId,
  commands: [
    takes(contract.AgreeSupportPlan, { reads: supportOffered, decide: whenNotPlanned(agreeSupportPlan) }),
    takes(contract.ReviewSupportPlan, { reads: supportOffered, decide: whenPlanned(reviewSupportPlan) }),
    takes(contract.DeliverService, { reads: supportOffered, decide: whenPlanned(deliverService) }),
  ],
})
