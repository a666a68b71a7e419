/**
 * What a store promises beyond the contract. A test that needs a capability checks it here and is never skipped
 * silently.
 */
export interface Capabilities {
  /** Successive events have successive positions. */
  readonly densePositions: boolean
  /** `recordedAt` never decreases along the log. */
  readonly monotoneRecordedAt: boolean
  /**
   * The append checks guards atomically. `false`: they are checked before and after it, and `Appended.overtakenBy`
   * locates an event recorded in between.
   */
  readonly guards: boolean
  /** An event id used anywhere before is an id-clash, even in another stream. */
  readonly uniqueEventIds: boolean
}
