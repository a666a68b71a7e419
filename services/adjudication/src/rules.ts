import { caseRecordRules, custodyRulesOf, deadlineRulesOf, forcedCriminalityRulesOf } from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as compensationRules from './compensation/compensation.rules.ts'
import * as filingRules from './filings/filings.rules.ts'
import * as courtCaseRules from './court-case/court-case.rules.ts'
import * as habeasCorpusRules from './court-case/habeas-corpus.rules.ts'
import * as hearingsRules from './court-case/hearings.rules.ts'
import * as judgmentRules from './court-case/judgment.rules.ts'
import * as ordersRules from './court-case/orders.rules.ts'
import * as partsRules from './court-case/parts.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRules,
  custodyRulesOf('adjudication'),
  forcedCriminalityRulesOf('adjudication'),
  compensationRules,
  filingRules,
  courtCaseRules,
  habeasCorpusRules,
  hearingsRules,
  judgmentRules,
  ordersRules,
  partsRules,
)
