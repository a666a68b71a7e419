import { namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { AgreeSupportPlan, DeliverService, ReviewSupportPlan } from './plan.commands.ts'
import type { NoPlan, Plan, Planned } from './plan.ts'
import { integrity } from '../person/sources.ts'

const acceptanceSource =
  'ACTIP 14(10) to 14(13); Palermo Protocol 6(3): support is offered, and never depends on cooperation with the authorities'

export const planBelongsToSupportedPerson: Rule<NoPlan, AgreeSupportPlan> = {
  id: 'victimSupport.plan-belongs-to-supported-person',
  sentence: 'a support plan is made for a person to whom support was offered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { data, known }) => known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

export const planIsAgreedOnce: Rule<Plan, AgreeSupportPlan> = thingIsRecordedOnce('supportPlan', {
  holds: ({ stage }) => stage === 'none',
  facts: (_, { data }) => [data.planId],
})

export const planIsAgreedFirst: Rule<Plan, ReviewSupportPlan | DeliverService> = namedThingIsOnRecord('supportPlan', {
  holds: ({ stage }) => stage !== 'none',
  facts: (_, { data }) => [data.planId],
})

export const planConcernsSamePerson: Rule<Planned, ReviewSupportPlan | DeliverService> = {
  id: 'victimSupport.plan-concerns-same-person',
  sentence: 'reviews and services under a support plan concern the person for whom the plan was made',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ personRef }, { data }) => data.personRef === personRef,
  facts: (_, { data }) => [data.planId],
}

export const planIsAgreedWithPerson: Rule<NoPlan, AgreeSupportPlan> = {
  id: 'victimSupport.plan-is-agreed-with-person',
  sentence: 'a support plan is agreed with the victim or with the guardian',
  source: acceptanceSource,
  level: 'warn',
  holds: (_, { data }) => data.agreedBy !== 'nobody',
}

export const servicesNeedAgreedPlan: Rule<Planned> = {
  id: 'victimSupport.services-need-agreed-plan',
  sentence: 'services are delivered under a plan that the victim or the guardian agreed to and that has not ended',
  source: acceptanceSource,
  level: 'warn',
  holds: ({ stage, agreed }) => agreed && stage === 'planned',
}
