import { recordBelongsToCase } from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import type { Decided } from '@case-timeline/decider'
import type { CheckEvent, Checks, RecordForcedCriminalityCheck } from './forced-criminality.ts'
import { forcedCriminalityRulesOf } from './forced-criminality.rules.ts'

/** The decisions of a justice service on checks for forced criminality. */
export const forcedCriminalityDecisionsOf = (service: JusticeService) => {
  const rules = forcedCriminalityRulesOf(service)
  return {
    recordForcedCriminalityCheck: (_: Checks, { data }: RecordForcedCriminalityCheck): Decided<CheckEvent> => ({
      under: [recordBelongsToCase, rules.suspectIsCheckedForForcedCriminality, rules.checkStatesItsResult],
      events: [{ type: 'investigation.ForcedCriminalityChecked', data }],
    }),
  }
}
