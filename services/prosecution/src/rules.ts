import {
  caseRecordRules,
  courtApplicationRules,
  custodyRulesOf,
  deadlineRulesOf,
  forcedCriminalityRulesOf,
} from '@case-timeline/shared-aggregates'
import { rulesIn } from '@case-timeline/decider'
import { allClocks } from './clocks.ts'
import * as chargedOnceRules from './prosecution/charged-once.rules.ts'
import * as chargesRules from './prosecution/charges.rules.ts'
import * as courtRules from './prosecution/court.rules.ts'
import * as extraditionRules from './extradition/extradition.rules.ts'
import * as forcedCriminalityRules from './prosecution/forced-criminality.rules.ts'
import * as joinderRules from './prosecution/joinder.rules.ts'
import * as mlaRules from './mla/mla.rules.ts'
import * as prosecutionRules from './prosecution/prosecution.rules.ts'
import * as victimsRules from './prosecution/victims.rules.ts'

/** Every rule of this service; a policy may set the level of each. */
export const allRules = rulesIn(
  deadlineRulesOf(allClocks),
  caseRecordRules,
  courtApplicationRules,
  custodyRulesOf('prosecution'),
  forcedCriminalityRulesOf('prosecution'),
  chargedOnceRules,
  chargesRules,
  courtRules,
  extraditionRules,
  forcedCriminalityRules,
  joinderRules,
  mlaRules,
  prosecutionRules,
  victimsRules,
)
