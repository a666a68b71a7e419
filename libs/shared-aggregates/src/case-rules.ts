import { deathInCustodyIsInquiredInto, releaseIsNotInFuture } from '@case-timeline/casework'
import { type Rule, rulesIn } from '@case-timeline/decider'
import * as caseRecordRules from './case-record/case-record.rules.ts'
import * as courtApplicationRules from './court-application/court-application.rules.ts'
import { custodyRulesOf } from './custody/custody.rules.ts'
import { forcedCriminalityRulesOf } from './forced-criminality/forced-criminality.rules.ts'

/**
 * The rules that have one id for all services (`case.…`), whether a service has them or not: all services read the same
 * policy, which may name each of them.
 */
export const caseRules: readonly Rule[] = rulesIn(
  caseRecordRules,
  courtApplicationRules,
  custodyRulesOf('investigation'),
  forcedCriminalityRulesOf('investigation'),
  { deathInCustodyIsInquiredInto, releaseIsNotInFuture },
).filter(({ id }) => id.startsWith('case.'))
