import { deathInCustodyIsInquiredInto, releaseIsNotInFuture } from '@case-timeline/casework'
import { caseRecordRules, deadlineRulesOf } from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as careRules from './person/care.rules.ts'
import * as complaintRules from './complaint/complaint.rules.ts'
import * as fundRules from './fund/fund.rules.ts'
import * as intakeRules from './intake/intake.rules.ts'
import * as majorityRules from './person/majority.rules.ts'
import * as noticeRules from './person/notice.rules.ts'
import * as pastActsRules from './person/past-acts.rules.ts'
import * as personRules from './person/person.rules.ts'
import * as planRules from './plan/plan.rules.ts'
import * as policeReportRules from './person/police-report.rules.ts'
import * as returnRules from './person/return.rules.ts'
import * as rightsRules from './person/rights.rules.ts'
import * as statementsRules from './person/statements.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRules,
  { deathInCustodyIsInquiredInto, releaseIsNotInFuture },
  careRules,
  complaintRules,
  fundRules,
  intakeRules,
  majorityRules,
  noticeRules,
  pastActsRules,
  personRules,
  planRules,
  policeReportRules,
  returnRules,
  rightsRules,
  statementsRules,
)
