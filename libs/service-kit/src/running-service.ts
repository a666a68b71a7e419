/** A started service. */
export interface RunningService {
  /** The URL at which it listens. */
  readonly url: string
  /**
   * Stops gracefully: readiness fails, requests are answered for SHUTDOWN_DELAY_SECONDS, then HTTP, the consumers and the
   * connections are closed. May be called twice.
   * @throws StopTimedOut, which names what did not end
   */
  stop(): Promise<void>
}
