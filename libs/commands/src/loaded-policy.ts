import type { JurisdictionPolicy, Sha256 } from '@case-timeline/contracts'

/** The policy of a jurisdiction as a process loaded it. */
export interface LoadedPolicy {
  readonly policy: JurisdictionPolicy
  /** SHA-256 of the policy's file; recorded in the `basis` of each decision. */
  readonly hash: Sha256
}
