import { caseRecordRulesOf } from '@case-timeline/case-record'
import { custodyRulesOf } from '@case-timeline/custody'
import { deadlineRulesOf } from '@case-timeline/deadlines'
import { rulesIn } from '@case-timeline/decider'
import * as chargesRules from './domain/charges.rules.ts'
import * as courtRules from './domain/court.rules.ts'
import * as extraditionRules from './domain/extradition.rules.ts'
import * as mlaRules from './domain/mla.rules.ts'
import * as prosecutionRules from './domain/prosecution.rules.ts'
import * as victimsRules from './domain/victims.rules.ts'

/** Every rule of this service, by the files that hold them: what a policy may set the level of. */
export const allRules = rulesIn(
  deadlineRulesOf('prosecution'),
  caseRecordRulesOf('prosecution'),
  custodyRulesOf('prosecution'),
  chargesRules,
  courtRules,
  extraditionRules,
  mlaRules,
  prosecutionRules,
  victimsRules,
)
