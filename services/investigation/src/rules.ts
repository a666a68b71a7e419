import {
  caseRecordRules,
  courtApplicationRules,
  custodyRulesOf,
  deadlineRulesOf,
  forcedCriminalityRulesOf,
} from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as assetsRules from './assets/assets.rules.ts'
import * as cooperationRules from './cooperation/cooperation.rules.ts'
import * as complainantRules from './investigation/complainant.rules.ts'
import * as evidenceRules from './evidence/evidence.rules.ts'
import * as examinationRules from './evidence/examination.rules.ts'
import * as inquiryRules from './investigation/inquiry.rules.ts'
import * as investigationRules from './investigation/investigation.rules.ts'
import * as jointInvestigationRules from './joint-investigation/joint-investigation.rules.ts'
import * as mechanismRules from './mechanism/mechanism.rules.ts'
import * as statusRules from './investigation/status.rules.ts'
import * as takedownRules from './investigation/takedown.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRules,
  courtApplicationRules,
  custodyRulesOf('investigation'),
  forcedCriminalityRulesOf('investigation'),
  assetsRules,
  complainantRules,
  cooperationRules,
  evidenceRules,
  examinationRules,
  inquiryRules,
  investigationRules,
  jointInvestigationRules,
  mechanismRules,
  statusRules,
  takedownRules,
)
