import type { CourtApplicationCommands, CourtApplicationMade, FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../custody/custody.ts'

export type CourtApplicationEvent = FactOf<typeof CourtApplicationMade>

export type ApplyToCourt = CommandOf<CourtApplicationCommands['ApplyToCourt'], KnownCase>

/** An application to a court. What the court decides on it, the court records. */
export type CourtApplication = NotMade | Made
export interface NotMade {
  readonly stage: 'notMade'
}
export interface Made {
  readonly stage: 'made'
}

export const notMade: NotMade = { stage: 'notMade' }

export const evolve = (_: CourtApplication, event: RecordedFact<CourtApplicationEvent>): CourtApplication => {
  switch (event.type) {
    case 'case.CourtApplicationMade':
      return { stage: 'made' }
  }
}
