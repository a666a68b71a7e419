import type { Rule } from '@case-timeline/decider'
import { resultingCharge, type ChargeCommand } from './charge.ts'
import { isForcedCriminality } from './offences.ts'
import type { Prosecution } from './prosecution.ts'

export const accusedIsCheckedForForcedCriminality: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.accused-is-checked-for-forced-criminality',
  sentence:
    'a person is charged with an offence that victims are often forced to commit or attempt only after a check for indicators of it',
  source: 'ASEAN Guideline on Non-Punishment; policy of the jurisdiction: which offences',
  level: 'warn',
  levelReason: 'which offences need the check is in a guideline that was not read, and nobody has verified the list',
  holds: (prosecution, command) => {
    const charge = resultingCharge(prosecution, command)
    const { checked = [] } = command.known
    return !isForcedCriminality(charge, command) || checked.includes(charge.accusedRef)
  },
  facts: (prosecution, command) => [resultingCharge(prosecution, command).offenceCode],
}
