import type { DataSource } from 'typeorm'
import type { Consumer } from './consumer.ts'
import type { AroundDelivery, Observe } from './notice.ts'

/** What a feed needs to run one consumer. */
export interface ConsumeOptions {
  /** The database to which the consumer writes; has the tables of `feedMigrations`. */
  readonly db: DataSource
  readonly consumer: Consumer
  /** Stops the consumer: the current batch is finished and the claim released. */
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  readonly around?: AroundDelivery | undefined
}

/** A running consumer. */
export interface RunningConsumer {
  /** Settles when the consumer has stopped after its signal; never rejects. */
  readonly stopped: Promise<void>
}

/** A gauge, with name and labels as in Prometheus. */
export interface Measure {
  readonly name: string
  readonly help: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** Delivers events to consumers: from the event store itself, or from Kafka. The consumers see no difference. */
export interface Feed {
  /**
   * Delivers every event that is visible to this service to a consumer: in order for each case, exactly once in effect,
   * across restarts and replicas. Resolves when its first checkpoints are written: events appended after that are
   * delivered.
   * @throws when the store or the database cannot be reached at the start
   */
  consume(options: ConsumeOptions): Promise<RunningConsumer>
  /**
   * Why events are not delivered at present, in sentences for an operator, each with the remedy; empty if the feed
   * works. Answers within two seconds and never rejects.
   */
  degradedReasons(): Promise<readonly string[]>
  /** Whether every consumer was once able to receive events, since it was started: it then knows the feed's address and topics. */
  wasReached(): boolean
  /** Writes now, and not a moment later, the checkpoints that moved without an effect, as far as the database can be reached. */
  flush(): Promise<void>
  /** Closes what the feed has opened; abort the signals of its consumers first. */
  close(): Promise<void>
}
