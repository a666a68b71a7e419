import type { JusticeService } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Checks, RecordForcedCriminalityCheck } from './forced-criminality.ts'

const QUALITY = 'quality of the record: the fact is kept as recorded until it is corrected'

/** The rules of a justice service on checks for forced criminality. */
export const forcedCriminalityRulesOf = (service: JusticeService) => {
  const suspectIsCheckedForForcedCriminality: Rule<Checks, RecordForcedCriminalityCheck> = {
    id: `${service}.suspect-is-checked-for-forced-criminality`,
    sentence: 'a person who may have been forced to commit or attempt an offence is checked for indicators of it',
    source: 'ASEAN Guideline on Non-Punishment; ACTIP 14(7): to be considered, in appropriate cases',
    level: 'warn',
    holds: (_, { data: { result } }) => result !== 'notDone',
    facts: (_, { data: { reasonNotDone } }) => (reasonNotDone === undefined ? [] : [reasonNotDone]),
  }

  const checkStatesItsResult: Rule<Checks, RecordForcedCriminalityCheck> = {
    id: `${service}.check-states-its-result`,
    sentence: 'a check names the indicators that it found, and one that was not done its reason',
    source: QUALITY,
    level: 'warn',
    holds: (_, { data: { result, indicators, reasonNotDone } }) =>
      result === 'notDone' ? reasonNotDone !== undefined : result !== 'indicatorsFound' || indicators.length > 0,
  }

  return { suspectIsCheckedForForcedCriminality, checkStatesItsResult }
}
