import type { JusticeService } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Custody, EndDetention, ExtendDetention, OrderDetention } from './custody.ts'
import { endsBeforeItStarts } from './interval.ts'
import { exceedsLimit } from './limits.ts'

type DetentionCommand = OrderDetention | ExtendDetention

const intervalOf = (_: unknown, { data: { from, until } }: DetentionCommand): string[] => (until === undefined ? [from] : [from, until])

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
    sentence: 'a person is not detained again in the case after every charge against that person ended without a guilty verdict',
    source: 'ICCPR 9(1); national law: an appeal may allow it',
    level: 'warn',
    holds: (_, { data: { from }, known: { acquittedAt } }) => acquittedAt === undefined || !endsBeforeItStarts(from, acquittedAt),
    facts: (_, { known: { acquittedAt } }) => (acquittedAt === undefined ? [] : [acquittedAt]),
  }

  const detentionStaysWithinLimit: Rule<Custody, DetentionCommand> = {
    id: `${service}.detention-stays-within-limit`,
    sentence: 'a detention is not longer than the number of days that the law allows the detaining authority',
    source: 'ICCPR 9(3); policy of the jurisdiction: limits, each with its article',
    level: 'warn',
    holds: (_, { name, data, policy, occurredAt, known: { orderedBy } }) =>
      name === 'OrderDetention'
        ? !exceedsLimit(policy, 'detentionOrdered', data, occurredAt)
        : !exceedsLimit(policy, 'detentionExtended', data, occurredAt, orderedBy),
    facts: intervalOf,
  }

  return {
    detentionBelongsToCase,
    intervalEndsAfterStart,
    extensionHasKnownOrder,
    noDetentionDuringOpenConflict,
    noDetentionAfterAcquittal,
    detentionStaysWithinLimit,
  }
}
