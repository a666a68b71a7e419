import { caseRecordRulesOf } from '@case-timeline/case-record'
import { custodyRulesOf } from '@case-timeline/custody'
import { deadlineRulesOf } from '@case-timeline/deadlines'
import { rulesIn } from '@case-timeline/decider'
import * as assetsRules from './domain/assets.rules.ts'
import * as cooperationRules from './domain/cooperation.rules.ts'
import * as evidenceRules from './domain/evidence.rules.ts'
import * as inquiryRules from './domain/inquiry.rules.ts'
import * as investigationRules from './domain/investigation.rules.ts'
import * as jointInvestigationRules from './domain/joint-investigation.rules.ts'
import * as mechanismRules from './domain/mechanism.rules.ts'
import * as statusRules from './domain/status.rules.ts'

/** Every rule of this service, by the files that hold them: what a policy may set the level of. */
export const allRules = rulesIn(
  deadlineRulesOf('investigation'),
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
