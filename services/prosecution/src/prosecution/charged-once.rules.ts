import type { Rule } from '@case-timeline/decider'
import { resultingCharge, type ChargeCommand } from './charge.ts'
import { withdrawnForSameConduct } from './elements.ts'
import type { FileIndictment } from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'

const ONCE = 'ICCPR 14(7): ne bis in idem'

const chargesNotOpen = (_: Prosecution, { data: { chargeIds }, known: { beforeCourt } }: FileIndictment): string[] =>
  chargeIds.filter((chargeId) => beforeCourt[chargeId] === 'pending' || beforeCourt[chargeId] === 'decided')

export const chargeIsBeforeOneCourt: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.charge-is-before-one-court',
  sentence: 'a charge that is before a court, or that a court decided, is not indicted again, unless the court ended it and left it open',
  source: `${ONCE}; practice: joinder and severance of trials; national law`,
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (prosecution, command) => chargesNotOpen(prosecution, command).length === 0,
  facts: chargesNotOpen,
}

const decidedForSameConduct = (prosecution: Prosecution, command: ChargeCommand): string[] =>
  withdrawnForSameConduct(prosecution, resultingCharge(prosecution, command)).filter(
    (chargeId) => command.known.beforeCourt[chargeId] === 'decided',
  )

export const decidedConductIsNotChargedAgain: Rule<Prosecution, ChargeCommand> = {
  id: 'prosecution.decided-conduct-is-not-charged-again',
  sentence: 'a person is not charged again for conduct that a court decided, also if the charge was withdrawn later',
  source: ONCE,
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (prosecution, command) => decidedForSameConduct(prosecution, command).length === 0,
  facts: decidedForSameConduct,
}
