import { rulesIn } from '@case-timeline/decider'
import * as implementationRules from './initiative/implementation.rules.ts'
import * as initiativeRules from './initiative/initiative.rules.ts'
import * as outcomeMeasureClocks from './initiative/outcome-measure.clocks.ts'
import * as officeRules from './office/office.rules.ts'

/** Every rule of this service: a policy may set the level of each. */
export const allRules = rulesIn(implementationRules, initiativeRules, outcomeMeasureClocks, officeRules)
