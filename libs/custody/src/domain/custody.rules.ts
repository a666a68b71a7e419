import type { JusticeService } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { Custody, CustodyCommand, ExtendDetention, OrderDetention } from './custody.ts'
import { endsBeforeItStarts } from './interval.ts'
import { passesItsLimit } from './limits.ts'

type Holding = OrderDetention | ExtendDetention

const interval = (_: unknown, { data: { from, until } }: Holding): string[] => (until === undefined ? [from] : [from, until])

/** The rules of custody as one justice service names them: detentions are reports, so all but the existence of the case warn. */
export const custodyRulesOf = (service: JusticeService) => {
  const aDetentionBelongsToACase: Rule<Custody, CustodyCommand> = {
    id: `${service}.a-detention-belongs-to-a-case`,
    sentence: 'a detention is recorded in a case that exists',
    source: 'integrity of the record',
    level: 'block',
    integrity: true,
    holds: (_, { known }) => known.caseExists,
  }

  const anIntervalEndsAfterItStarts: Rule<Custody, Holding> = {
    id: `${service}.an-interval-ends-after-it-starts`,
    sentence: 'an interval does not end before it starts',
    source: 'quality of the record: it is kept as it stands until it is corrected',
    level: 'warn',
    holds: (_, { data: { from, until } }) => until === undefined || !endsBeforeItStarts(from, until),
    facts: interval,
  }

  const anExtensionHasAKnownOrder: Rule<Custody, ExtendDetention> = {
    id: `${service}.an-extension-has-a-known-order`,
    sentence: 'a detention is extended only where an order is known',
    source: 'due process; the article differs by country [G]',
    level: 'warn',
    holds: (custody, { known }) => custody.is === 'held' || known.heldElsewhere,
  }

  const nobodyIsHeldWhileTheConflictIsOpen: Rule<Custody, Holding> = {
    id: `${service}.nobody-is-held-while-the-conflict-is-open`,
    sentence: 'a presumed victim is not held as a suspect before non-punishment is assessed',
    source: 'ACTIP 14(8) [V]; unreasonable detention is weighed by the reviewer, not here',
    level: 'warn',
    holds: (_, { known }) => !known.conflictIsOpen,
  }

  const nobodyIsHeldAfterAnAcquittal: Rule<Custody, Holding> = {
    id: `${service}.nobody-is-held-after-an-acquittal`,
    sentence: 'a person whom a court found guilty of nothing is not held again in the case',
    source: 'ICCPR 9(1) and national codes [G]; an appeal may allow it',
    level: 'warn',
    holds: (_, { data: { from }, known: { acquittedAt } }) => acquittedAt === undefined || !endsBeforeItStarts(from, acquittedAt),
    facts: (_, { known: { acquittedAt } }) => (acquittedAt === undefined ? [] : [acquittedAt]),
  }

  const aDetentionStaysWithinItsLimit: Rule<Custody, Holding> = {
    id: `${service}.a-detention-stays-within-its-limit`,
    sentence: 'a detention stays within the days that the law gives its authority',
    source: 'ICCPR 9(3) [G] and the limits of the jurisdiction’s policy, whose entries name their articles',
    level: 'warn',
    holds: (_, { name, data, policy, occurredAt, known: { orderedBy } }) =>
      name === 'OrderDetention'
        ? !passesItsLimit(policy, 'detentionOrdered', data, occurredAt)
        : !passesItsLimit(policy, 'detentionExtended', data, occurredAt, orderedBy),
    facts: interval,
  }

  return {
    aDetentionBelongsToACase,
    anIntervalEndsAfterItStarts,
    anExtensionHasAKnownOrder,
    nobodyIsHeldWhileTheConflictIsOpen,
    nobodyIsHeldAfterAnAcquittal,
    aDetentionStaysWithinItsLimit,
  }
}
