import { caseRecordRulesOf, custodyRulesOf, deadlineRulesOf } from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as compensationRules from './compensation/compensation.rules.ts'
import * as courtCaseRules from './court-case/court-case.rules.ts'
import * as hearingsRules from './court-case/hearings.rules.ts'
import * as judgmentRules from './court-case/judgment.rules.ts'
import * as ordersRules from './court-case/orders.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRulesOf('adjudication'),
  custodyRulesOf('adjudication'),
  compensationRules,
  courtCaseRules,
  hearingsRules,
  judgmentRules,
  ordersRules,
)
