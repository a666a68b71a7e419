import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type EvidenceFact = FactOf<typeof contract.EvidenceCollected>

export interface KnownCase {
  readonly opened: boolean
}
export type CollectEvidence = CommandOf<typeof contract.CollectEvidence, KnownCase>

/** One item of evidence. */
export type Evidence = NotCollected | Collected
export interface NotCollected {
  readonly is: 'not collected'
}
export interface Collected {
  readonly is: 'collected'
}

export const notCollected: NotCollected = { is: 'not collected' }

export const evolve = (_: Evidence, event: Happened<EvidenceFact>): Evidence => {
  switch (event.type) {
    case 'investigation.EvidenceCollected':
      return { is: 'collected' }
  }
}
