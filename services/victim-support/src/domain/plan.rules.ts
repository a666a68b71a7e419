import type { Rule } from '@case-timeline/decider'
import type { Plan, PlanCommand, Planned, ToAgree } from './plan.ts'
import { integrity } from './sources.ts'

const acceptance = 'support is an offer, never conditional on cooperation: ACTIP 14(10) to 14(13), Palermo Protocol 6(3) [G]'

export const planBelongsToASupportedPerson: Rule<Plan, ToAgree> = {
  id: 'victimSupport.plan-belongs-to-a-supported-person',
  sentence: 'a support plan is made for a person whom support was offered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { data, known }) => known.supported.includes(data.personRef),
  facts: (_, { data }) => [data.personRef],
}

export const planIsAgreedOnce: Rule<Plan> = {
  id: 'victimSupport.plan-is-agreed-once',
  sentence: 'a support plan is agreed once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'none',
}

export const planIsAgreedFirst: Rule<Plan> = {
  id: 'victimSupport.plan-is-agreed-first',
  sentence: 'only a support plan that exists is reviewed, or has services delivered under it',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage !== 'none',
}

export const planIsHers: Rule<Planned, PlanCommand> = {
  id: 'victimSupport.plan-is-hers',
  sentence: 'what is recorded under a support plan concerns the person whose plan it is',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ personRef }, { data }) => data.personRef === personRef,
  facts: (_, { data }) => [data.planId],
}

export const sheAgreesToHerPlan: Rule<Plan, ToAgree> = {
  id: 'victimSupport.she-agrees-to-her-plan',
  sentence: 'a support plan is agreed with her, or with her guardian',
  source: acceptance,
  level: 'warn',
  holds: (_, { data }) => data.agreedBy !== 'nobody',
}

export const servicesNeedHerAcceptance: Rule<Planned> = {
  id: 'victimSupport.services-need-her-acceptance',
  sentence: 'services are delivered under a plan that she agreed to and that has not ended',
  source: acceptance,
  level: 'warn',
  holds: ({ stage, agreed }) => agreed && stage === 'planned',
}
