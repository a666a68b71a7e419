import type { ServiceName } from '@case-timeline/contracts'
import type { DeploymentRecord } from '../deployment.ts'
import type { EventRow } from '../stored-event.ts'

/** An event with all that a store keeps of it: what is moved. */
export interface MovableEvent extends EventRow {
  /** Hexadecimal. */
  readonly commandDigest: string
}

/** Where a consumer started that starts at the head of the log. */
export interface ConsumerStart {
  readonly service: ServiceName
  readonly consumer: string
  readonly position: string
}

/**
 * The whole log of a deployment, for an operator who moves it while no service runs. Each operation throws
 * `MoveInterrupted` when the server cannot be reached or did not do it, and `MoveRefused` when it never will.
 */
export interface MovableLog {
  /** Product and address, without a login. */
  readonly name: string
  /** Keeps services and other moves from recording, as far as the store can. @throws MoveRefused while one is connected */
  claim(): Promise<void>
  deployment(): Promise<DeploymentRecord | undefined>
  recordDeployment(record: DeploymentRecord): Promise<void>
  /** All events in the order of the log, by pages, up to its end. */
  events(): AsyncGenerator<readonly MovableEvent[]>
  /** Records events after the last one, in this order and at their revisions. Their positions are those of this store. */
  append(events: readonly MovableEvent[]): Promise<void>
  consumerStarts(): Promise<readonly ConsumerStart[]>
  recordConsumerStart(start: ConsumerStart): Promise<void>
  /** Called once after the last append. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** The move is not possible as it was asked for; the message says why, the remedies what to do. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused'
  readonly remedies: readonly string[]

  constructor(message: string, remedies: readonly string[] = []) {
    super(message)
    this.remedies = remedies
  }
}

/** A store failed during the move. What was moved stays, and the next run continues after it. */
export class MoveInterrupted extends Error {
  override readonly name = 'MoveInterrupted'
}
