import type { StatusReason } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { personOf, type Opened } from './investigation.ts'
import type { DetermineVictimStatus } from './investigation.commands.ts'

const COOPERATION: readonly StatusReason[] = ['cooperation', 'conviction', 'noConviction']
const BLAME: readonly StatusReason[] = ['initialConsent', 'didNotFlee', 'wasPaid', 'hadReturned', 'notCooperating']

const restsOnlyOn = (grounds: readonly StatusReason[], { data: { reasonCodes } }: DetermineVictimStatus): boolean =>
  reasonCodes.every((reason) => grounds.includes(reason))

export const aStatusDependsNotOnCooperationOrConviction: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.a-status-depends-not-on-cooperation-or-conviction',
  sentence: 'whether she is a victim depends on neither her cooperation nor a conviction alone',
  source: 'ACTIP 2, 14 [G]; UNODC Model Law [G]',
  level: 'block',
  holds: (_, command) => !restsOnlyOn(COOPERATION, command),
  facts: (_, { data: { reasonCodes } }) => reasonCodes,
}

export const noBlameDecidesAStatus: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.no-blame-decides-a-status',
  sentence: 'that she agreed at first, did not flee, was paid, had returned or does not cooperate is no ground by itself',
  source: 'Palermo Protocol 3(b) [G]; practice against blaming victims [G]',
  level: 'block',
  holds: (_, command) => !restsOnlyOn([...COOPERATION, ...BLAME], command) || restsOnlyOn(COOPERATION, command),
  facts: (_, { data: { reasonCodes } }) => reasonCodes,
}

export const aNegativeAfterAPositiveIsApprovedByAnother: Rule<Opened, DetermineVictimStatus> = {
  id: 'investigation.a-negative-after-a-positive-is-approved-by-another',
  sentence: 'who was presumed, found or recognised to be a victim is found to be none only with a second person’s approval',
  source: 'ACTIP 14(2) [V]; for a presumption, that doubt protects her: practice [G]; separation of duties',
  level: 'block',
  holds: (it, { data: { personRef, status, approver }, actor }) =>
    status !== 'NotAVictimOfTrafficking' ||
    personOf(it, personRef).presumedVictim !== true ||
    (approver !== undefined && approver.userId !== actor.userId),
  facts: (_, { data: { personRef } }) => [personRef],
}
