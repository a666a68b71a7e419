import { BLAME_GROUNDS, blameGroundsIn, isSameUser } from '@case-timeline/casework'
import type { StatusReason } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { personOf, type Opened } from './investigation.ts'
import type { DetermineVictimStatus } from './investigation.commands.ts'

const COOPERATION: readonly StatusReason[] = ['cooperation', 'conviction', 'noConviction']
const BLAME: readonly StatusReason[] = BLAME_GROUNDS

const restsOnlyOn = (grounds: readonly StatusReason[], { data: { reasonCodes } }: DetermineVictimStatus): boolean =>
  reasonCodes.every((reason) => grounds.includes(reason))

export const statusIsIndependentOfCooperationOrConviction: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.status-is-independent-of-cooperation-or-conviction',
  sentence: 'the status of a victim is not determined solely on the grounds of cooperation, a conviction or the absence of a conviction',
  source: 'ACTIP 2, 14; UNODC Model Law',
  level: 'block',
  holds: (_, command) => !restsOnlyOn(COOPERATION, command),
  facts: (_, { data: { reasonCodes } }) => reasonCodes,
}

export const blameDoesNotDecideStatus: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.blame-does-not-decide-status',
  sentence:
    'the status of a victim is not determined solely on the grounds of initial consent, not fleeing, payment, an earlier return or lack of cooperation, nor on these together with cooperation or conviction',
  source: 'Palermo Protocol 3(b); practice: no blaming of victims',
  level: 'block',
  // Grounds of COOPERATION alone break the rule above, so this rule does not report them again.
  holds: (_, command) => !restsOnlyOn([...COOPERATION, ...BLAME], command) || restsOnlyOn(COOPERATION, command),
  facts: (_, { data: { reasonCodes } }) => reasonCodes,
}

export const statusIsDeniedWithoutBlame: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.status-is-denied-without-blame',
  sentence: 'the status of a victim is denied without any ground that blames the person, also in addition to others',
  source: 'Palermo Protocol 3(b); practice: no blaming of victims',
  level: 'warn',
  levelReason: 'the determination rests on other grounds, too: the one that blames is recorded for who reviews it',
  holds: (_, { data: { status, reasonCodes } }) => status !== 'NotAVictimOfTrafficking' || blameGroundsIn(reasonCodes).length === 0,
  facts: (_, { data: { reasonCodes } }) => blameGroundsIn(reasonCodes),
}

export const negativeAfterPositiveNeedsSecondPerson: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.negative-after-positive-needs-second-person',
  sentence:
    'a person who was presumed, determined or recognised as a victim is determined not to be a victim only with the approval of a second person',
  source: 'ACTIP 14(2); practice: for a presumption, the benefit of the doubt; separation of duties',
  level: 'block',
  needsSecondPerson: true,
  // `presumedVictim` is also true after a positive determination or the recognition of a foreign identification.
  holds: (investigation, { data: { personRef, status }, approver, actor }) =>
    status !== 'NotAVictimOfTrafficking' ||
    personOf(investigation, personRef).presumedVictim !== true ||
    (approver !== undefined && !isSameUser(approver.userId, actor.userId)),
  facts: (_, { data: { personRef } }) => [personRef],
}
