import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../investigation/investigation.commands.ts'

export type JointInvestigationEvent = FactOf<typeof contract.JointInvestigationEstablished>
export type EstablishJointInvestigation = CommandOf<typeof contract.EstablishJointInvestigation, KnownCase>

/** An agreement of several countries on a joint investigation. */
export type JointInvestigation = NotAgreed | Agreed
export interface NotAgreed {
  readonly stage: 'notAgreed'
}
export interface Agreed {
  readonly stage: 'agreed'
}

export const notAgreed: NotAgreed = { stage: 'notAgreed' }

export const evolve = (_: JointInvestigation, event: RecordedFact<JointInvestigationEvent>): JointInvestigation => {
  switch (event.type) {
    case 'investigation.JointInvestigationEstablished':
      return { stage: 'agreed' }
  }
}
