import type { FactOf, ForcedCriminalityChecked, ForcedCriminalityCommands, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../custody/custody.ts'

export type CheckEvent = FactOf<typeof ForcedCriminalityChecked>

export type RecordForcedCriminalityCheck = CommandOf<ForcedCriminalityCommands['RecordForcedCriminalityCheck'], KnownCase>

/** The checks of one person by one service; no later command depends on an earlier one. */
export interface Checks {
  readonly stage: 'unchecked' | 'checked'
}

export const unchecked: Checks = { stage: 'unchecked' }

export const evolve = (checks: Checks, event: RecordedFact<CheckEvent>): Checks => {
  switch (event.type) {
    case 'investigation.ForcedCriminalityChecked':
      return event.data.result === 'notDone' ? checks : { stage: 'checked' }
  }
}
