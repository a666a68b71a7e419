/** More commands are waiting than the queue may hold: nothing was recorded; try again later. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded'
}

/**
 * The store cannot be reached, or the connection broke before the answer: the outcome is unknown. Send the same command
 * again.
 */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}

/** The greatest difference between the clocks of a service and of its store at which events are recorded. */
export const MAX_CLOCK_DIFFERENCE_SECONDS = 60

/**
 * The clocks of this service and of the store differ too much, so that the time of an event would be wrong in one of
 * them. Nothing was recorded. The same command may be sent again when the clock is corrected.
 */
export class ClocksDiffer extends StoreUnavailable {
  override readonly name: string = 'ClocksDiffer'
  /** @param seconds by which the store's clock is ahead; negative: behind */
  constructor(seconds: number) {
    super(
      `the clock of the event store is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the clock of this service, so nothing was recorded: correct the wrong one (at most ${MAX_CLOCK_DIFFERENCE_SECONDS} s), then send the same command again`,
    )
  }
}

/**
 * More than `MAX_CLOCK_DIFFERENCE_SECONDS` lie between a decision and its recording, by the clock of this service: the
 * clock was set in between, or the command waited for so long. The decision may be wrong now. Nothing was recorded.
 */
export class ClockWasSet extends StoreUnavailable {
  override readonly name: string = 'ClockWasSet'
  /** @param seconds from the decision to the recording; negative if the clock was set back */
  constructor(seconds: number) {
    super(
      `by the clock of this service, a command was to be recorded ${Math.abs(seconds)} s ${seconds < 0 ? 'before' : 'after'} its decision, so nothing was recorded: the clock was set, or the command waited too long; send the same command again`,
    )
  }
}

/**
 * The log lacks an event that this process has seen: it went back to an earlier state, by a restored backup or a
 * failover to a standby that was behind. Nothing was recorded. What the process remembered of the log is dropped, so
 * the same command can be sent again.
 */
export class LogWentBack extends StoreUnavailable {
  override readonly name: string = 'LogWentBack'
}

/** The login lacks the right: the stream belongs to another service, or the login has no grant at all. */
export class StoreDenied extends Error {
  override readonly name: string = 'StoreDenied'
}

/** The server does not know the login, or the password is wrong: nothing is read or recorded until it is corrected. */
export class LoginRefused extends StoreDenied {
  override readonly name: string = 'LoginRefused'
  /** @param reason in the words of the server */
  constructor(reason: string, options?: ErrorOptions) {
    super(`the event store refused the login (${reason}): correct the login and password of its address`, options)
  }
}
