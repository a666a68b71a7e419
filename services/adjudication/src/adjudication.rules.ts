import { caseRecordRulesOf } from '@case-timeline/case-record'
import { custodyRulesOf } from '@case-timeline/custody'
import { deadlineRulesOf } from '@case-timeline/deadlines'
import { rulesIn } from '@case-timeline/decider'
import * as compensationRules from './domain/compensation.rules.ts'
import * as courtCaseRules from './domain/court-case.rules.ts'
import * as hearingsRules from './domain/hearings.rules.ts'
import * as judgmentRules from './domain/judgment.rules.ts'
import * as ordersRules from './domain/orders.rules.ts'

/** Every rule of this service, by the files that hold them: what a policy may set the level of. */
export const allRules = rulesIn(
  deadlineRulesOf('adjudication'),
  caseRecordRulesOf('adjudication'),
  custodyRulesOf('adjudication'),
  compensationRules,
  courtCaseRules,
  hearingsRules,
  judgmentRules,
  ordersRules,
)
