import {
  ageOnRecordIsStatedWhenHeld,
  deathInCustodyIsInquiredInto,
  deathIsRecordedWhereHeld,
  type EndOfRight,
  intervalEndsAfterStart,
  personHeldIsNatural,
  powerToHoldIsRegistered,
  releaseIsNotInFuture,
  releaseIsRecordedWhereHeld,
} from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Custody, EndDetention, ExtendDetention, OrderDetention } from './custody.ts'
import { endsBeforeItStarts } from './interval.ts'

type DetentionCommand = OrderDetention | ExtendDetention

const intervalOf = (_: unknown, { data: { from, until } }: DetentionCommand): string[] => (until === undefined ? [from] : [from, until])

/** Whether the right to hold the person had ended before the detention begins, at the coarser precision of the two. */
const rightEndedBefore = (
  { data: { from }, known: { rightEnded } }: DetentionCommand,
  isConcerned: (ground: EndOfRight) => boolean,
): boolean => rightEnded !== undefined && isConcerned(rightEnded.ground) && endsBeforeItStarts(from, rightEnded.at)

const endOfRight = (_: unknown, { known: { rightEnded } }: DetentionCommand): string[] => (rightEnded ? [rightEnded.at] : [])

export const transferredPersonAgreed: Rule<Custody, EndDetention> = {
  id: 'case.transferred-person-agreed',
  sentence: 'a person who serves a sentence is transferred to another country only with the agreement of that person',
  source: 'practice: treaties on the transfer of sentenced persons require the agreement of the person',
  level: 'warn',
  holds: (_, { data: { transferredTo } }) => transferredTo === undefined || transferredTo.personAgreed,
  facts: (_, { data: { personRef } }) => [personRef],
}

export const detentionEndsAfterStart: Rule<Custody, DetentionCommand> = intervalEndsAfterStart('detention', {
  holds: (_, { data: { from, until } }) => until === undefined || !endsBeforeItStarts(from, until),
  facts: intervalOf,
})

/**
 * The rules of a justice service on custody. Detentions are reports, so every rule only warns.
 */
export const custodyRulesOf = (service: JusticeService) => {
  const extensionHasKnownOrder: Rule<Custody, ExtendDetention> = {
    id: `${service}.extension-has-known-order`,
    sentence: 'a detention is extended only if a detention order is known and has not ended',
    source: 'ICCPR 9(1): on grounds and by procedures that law establishes; national law',
    level: 'warn',
    holds: (_, { known }) => known.isUnderOrder,
  }

  const noDetentionDuringOpenConflict: Rule<Custody, DetentionCommand> = {
    id: `${service}.no-detention-during-open-conflict`,
    sentence: 'a presumed victim is not held as a suspect before non-punishment is assessed',
    source: 'ACTIP 14(8): no unreasonable detention of identified victims; whether one is, the reviewer judges, not this rule',
    level: 'warn',
    holds: (_, { known }) => !known.hasOpenConflict,
  }

  const noDetentionAfterAcquittal: Rule<Custody, DetentionCommand> = {
    id: `${service}.no-detention-after-acquittal`,
    sentence: 'a person is not held after every charge against that person ended without a guilty verdict, at trial or on appeal',
    source: 'ICCPR 9(1); national law: an appeal may allow it',
    level: 'warn',
    holds: (_, command) => !rightEndedBefore(command, (ground) => ground === 'acquitted'),
    facts: endOfRight,
  }

  const noDetentionAfterEndOfRight: Rule<Custody, DetentionCommand> = {
    id: `${service}.no-detention-after-end-of-right`,
    sentence:
      'a person is not held after bail was granted or a court ordered the release, after the last charge was withdrawn, after a decision not to punish or to prosecute, or after death',
    source: 'ICCPR 9(1), 9(3); national law: what ends a detention; ACTIP 14(7): to be considered, in appropriate cases',
    level: 'warn',
    holds: (_, command) => !rightEndedBefore(command, (ground) => ground !== 'acquitted'),
    facts: endOfRight,
  }

  const detentionStaysWithinLimit: Rule<Custody, DetentionCommand> = {
    id: `${service}.detention-stays-within-limit`,
    sentence: 'a detention is not longer than the law allows the detaining authority, with the time held before it where that counts',
    source: 'ICCPR 9(3); policy of the jurisdiction: limits, each with its article',
    level: 'warn',
    holds: (_, { known: { limit } }) => limit !== 'exceeded',
    facts: (custody, command) => [...intervalOf(custody, command), `verified:${command.known.limitVerified ?? 'no'}`],
  }

  const detentionHasKnownLimit: Rule<Custody, DetentionCommand> = {
    id: `${service}.detention-has-known-limit`,
    sentence: 'of a detention, the policy of the jurisdiction states the limit, or that the law sets none',
    source: 'practice: where no limit is known, nobody would notice that it has passed',
    level: 'warn',
    holds: (_, { known: { limit } }) => limit !== 'unknown',
    facts: intervalOf,
  }

  return {
    releaseIsNotInFuture,
    releaseIsRecordedWhereHeld,
    deathInCustodyIsInquiredInto,
    deathIsRecordedWhereHeld,
    transferredPersonAgreed,
    powerToHoldIsRegistered,
    personHeldIsNatural,
    ageOnRecordIsStatedWhenHeld,
    detentionEndsAfterStart,
    extensionHasKnownOrder,
    noDetentionDuringOpenConflict,
    noDetentionAfterAcquittal,
    noDetentionAfterEndOfRight,
    detentionStaysWithinLimit,
    detentionHasKnownLimit,
  }
}
