import { rulesIn } from '@case-timeline/decider'
import * as initiativeRules from './initiative/initiative.rules.ts'

/** Every rule of this service: a policy may set the level of each. */
export const allRules = rulesIn(initiativeRules)
