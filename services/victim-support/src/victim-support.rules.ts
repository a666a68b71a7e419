import { caseRecordRulesOf } from '@case-timeline/case-record'
import { deadlineRulesOf } from '@case-timeline/deadlines'
import { rulesIn } from '@case-timeline/decider'
import * as careRules from './domain/care.rules.ts'
import * as complaintRules from './domain/complaint.rules.ts'
import * as majorityRules from './domain/majority.rules.ts'
import * as noticeRules from './domain/notice.rules.ts'
import * as personRules from './domain/person.rules.ts'
import * as planRules from './domain/plan.rules.ts'
import * as returnRules from './domain/return.rules.ts'
import * as rightsRules from './domain/rights.rules.ts'

/** Every rule of this service, by the files that hold them: what a policy may set the level of. */
export const allRules = rulesIn(
  deadlineRulesOf('victimSupport'),
  caseRecordRulesOf('victimSupport'),
  careRules,
  complaintRules,
  majorityRules,
  noticeRules,
  personRules,
  planRules,
  returnRules,
  rightsRules,
)
