import { caseRecordRulesOf, custodyRulesOf, deadlineRulesOf } from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as assetsRules from './assets/assets.rules.ts'
import * as cooperationRules from './cooperation/cooperation.rules.ts'
import * as evidenceRules from './evidence/evidence.rules.ts'
import * as inquiryRules from './investigation/inquiry.rules.ts'
import * as investigationRules from './investigation/investigation.rules.ts'
import * as jointInvestigationRules from './joint-investigation/joint-investigation.rules.ts'
import * as mechanismRules from './mechanism/mechanism.rules.ts'
import * as statusRules from './investigation/status.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRulesOf('investigation'),
  custodyRulesOf('investigation'),
  assetsRules,
  cooperationRules,
  evidenceRules,
  inquiryRules,
  investigationRules,
  jointInvestigationRules,
  mechanismRules,
  statusRules,
)
