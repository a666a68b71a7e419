import type { JusticeService } from '@case-timeline/contracts'
import type { Decided, Decider } from '@case-timeline/decider'
import { evolve, neverHeld, type Custody, type CustodyCommand, type CustodyFact } from './custody.ts'
import { custodyRulesOf } from './custody.rules.ts'

/** The custody of one person by one justice service: the same decider for all three, each with events and rules in its own name. */
export const custodyOf = (service: JusticeService): Decider<Custody, CustodyCommand, CustodyFact> => {
  const rules = custodyRulesOf(service)
  const holding = [
    rules.aDetentionBelongsToACase,
    rules.anIntervalEndsAfterItStarts,
    rules.nobodyIsHeldWhileTheConflictIsOpen,
    rules.nobodyIsHeldAfterAnAcquittal,
  ]

  const decide = (command: CustodyCommand): Decided<CustodyFact> => {
    switch (command.name) {
      case 'OrderDetention':
        return {
          under: [...holding, rules.aDetentionStaysWithinItsLimit],
          events: [{ type: `${service}.DetentionOrdered`, data: command.data }],
        }
      case 'ExtendDetention':
        return {
          under: [...holding, rules.anExtensionHasAKnownOrder, rules.aDetentionStaysWithinItsLimit],
          events: [{ type: `${service}.DetentionExtended`, data: command.data }],
        }
      case 'EndDetention':
        return { under: [rules.aDetentionBelongsToACase], events: [{ type: `${service}.DetentionEnded`, data: command.data }] }
    }
  }

  return { initial: neverHeld, evolve, decide }
}
