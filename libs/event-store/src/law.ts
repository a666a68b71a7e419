import type { JurisdictionPolicy, Sha256 } from '@case-timeline/contracts'

/** The policy of a jurisdiction as a process loaded it. */
export interface Law {
  readonly policy: JurisdictionPolicy
  /** SHA-256 of the policy's file: what a decision was taken under, in its `basis`. */
  readonly hash: Sha256
}
