import type { EndOfRight } from '@case-timeline/casework'
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

/**
 * The rules of a justice service on custody. Detentions are reports, so every rule only warns, except the integrity
 * rule that the case exists.
 */
export const custodyRulesOf = (service: JusticeService) => {
  const detentionBelongsToCase: Rule<Custody, DetentionCommand | EndDetention> = {
    id: `${service}.detention-belongs-to-case`,
    sentence: 'a detention is recorded in a case that exists',
    source: 'integrity of the record',
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.caseExists,
  }

  const intervalEndsAfterStart: Rule<Custody, DetentionCommand> = {
    id: `${service}.interval-ends-after-start`,
    sentence: 'an interval does not end before it starts',
    source: 'quality of the record: the fact is kept as recorded until it is corrected',
    level: 'warn',
    holds: (_, { data: { from, until } }) => until === undefined || !endsBeforeItStarts(from, until),
    facts: intervalOf,
  }

  const extensionHasKnownOrder: Rule<Custody, ExtendDetention> = {
    id: `${service}.extension-has-known-order`,
    sentence: 'a detention is extended only if a detention order is known and has not ended',
    source: 'ICCPR 9(1): on grounds and by procedures that law establishes; national law',
    level: 'warn',
    holds: (custody, { known }) => custody.stage === 'held' || known.isHeldByOtherService,
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
      'a person is not held after bail was granted, after the last charge was withdrawn, or after a decision not to punish or to prosecute',
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
    facts: intervalOf,
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
    detentionBelongsToCase,
    intervalEndsAfterStart,
    extensionHasKnownOrder,
    noDetentionDuringOpenConflict,
    noDetentionAfterAcquittal,
    noDetentionAfterEndOfRight,
    detentionStaysWithinLimit,
    detentionHasKnownLimit,
  }
}
