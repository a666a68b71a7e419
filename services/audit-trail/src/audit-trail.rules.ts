import { rulesIn } from '@case-timeline/decider'
import * as initiativeRules from './domain/initiative.rules.ts'

/** Every rule of this service, by the files that hold them: what a policy may set the level of. */
export const allRules = rulesIn(initiativeRules)
