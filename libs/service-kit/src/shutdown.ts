import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

/** The phases in which a service ends. */
export interface Shutdown {
  /** Whether the service was asked to stop: it is not ready, and still answers. */
  isRequested(): boolean
  /** Aborted after the pause: streams, waits and jobs end, and no new connections are accepted. */
  readonly draining: AbortSignal
}

/** A part of a service that must be closed. */
export interface OpenPart {
  /** What is not closed, for the sentence of a stop that takes too long. */
  readonly what: string
  close(): Promise<void>
}

/** A service did not end in time: the message names what was not closed. */
export class StopTimedOut extends Error {
  override readonly name = 'StopTimedOut'
}

/** The end of a service that is being started, or runs. */
export interface Ending extends Shutdown {
  /** Parts are closed in the reverse order of their opening. */
  readonly opened: OpenPart[]
  /**
   * Fails readiness, waits, then closes everything. Called again, it returns the same promise.
   * @param delaySeconds how long everything is still answered: requests are routed here until it is known that this
   *   service stops
   * @throws StopTimedOut, or the first failure of a part, when all others are closed
   */
  stop(delaySeconds: number): Promise<void>
}

/** @param drainSeconds how long it may take after the pause to answer what was accepted and to close everything */
export const endingOf = (drainSeconds: number): Ending => {
  const draining = new AbortController()
  // Each query and consumer that waits listens to it: Node would warn of the eleventh.
  setMaxListeners(0, draining.signal)
  const opened: OpenPart[] = []
  let stopping: Promise<void> | undefined
  const stop = async (delaySeconds: number): Promise<void> => {
    await pause(delaySeconds * 1_000)
    draining.abort()
    await closeWithin(opened, drainSeconds)
  }
  return {
    opened,
    draining: draining.signal,
    isRequested: () => stopping !== undefined,
    stop: (delaySeconds) => (stopping ??= stop(delaySeconds)),
  }
}

const closeWithin = async (opened: readonly OpenPart[], seconds: number): Promise<void> => {
  const remaining = opened.toReversed()
  const timer = new AbortController()
  const tooLong = pause(seconds * 1_000, undefined, { signal: timer.signal }).then(() => {
    const [current, ...others] = remaining.map(({ what }) => what)
    const rest = others.length === 0 ? '' : ` (after it: ${others.join(', ')})`
    throw new StopTimedOut(`the service did not end within ${seconds} s: not closed is ${current}${rest}`)
  })
  try {
    await Promise.race([closeAll(remaining), tooLong])
  } finally {
    timer.abort()
    tooLong.catch(() => undefined)
  }
}

/** Closes one after another, and removes each from the list. A failure does not stop the others. */
const closeAll = async (remaining: OpenPart[]): Promise<void> => {
  const failures: unknown[] = []
  for (let part = remaining[0]; part; remaining.shift(), part = remaining[0])
    await part.close().catch((failure: unknown) => failures.push(failure))
  if (failures.length > 0) throw failures[0]
}
