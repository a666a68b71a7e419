import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from './evidence.ts'

export type JointInvestigationFact = FactOf<typeof contract.JointInvestigationEstablished>
export type EstablishJointInvestigation = CommandOf<typeof contract.EstablishJointInvestigation, KnownCase>

/** What several countries investigate together. */
export type JointInvestigation = NotAgreed | Agreed
export interface NotAgreed {
  readonly is: 'not agreed'
}
export interface Agreed {
  readonly is: 'agreed'
}

export const notAgreed: NotAgreed = { is: 'not agreed' }

export const evolve = (_: JointInvestigation, event: Happened<JointInvestigationFact>): JointInvestigation => {
  switch (event.type) {
    case 'investigation.JointInvestigationEstablished':
      return { is: 'agreed' }
  }
}
