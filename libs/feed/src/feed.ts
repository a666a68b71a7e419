import type { DataSource } from 'typeorm'
import type { Consumer } from './consumer.ts'
import type { Observe } from './notice.ts'

/** What a feed needs to run one consumer. */
export interface Consume {
  /** The database of the effects; holds the tables of `feedMigrations`. */
  readonly db: DataSource
  readonly consumer: Consumer
  /** Stops it: the batch in hand is finished and the claim let go. */
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
}

/** A consumer that runs. */
export interface Consuming {
  /** Settles when it has stopped, after its signal; it never rejects. */
  readonly stopped: Promise<void>
}

/** A number that may rise and fall, as Prometheus names and labels it. */
export interface Measure {
  readonly name: string
  readonly help: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** What carries events to consumers: the event store itself, or Kafka in front of it. What a consumer sees is the same. */
export interface Feed {
  /**
   * Brings every event that the store shows this service to a consumer: in order for each case, exactly once in effect, across
   * restarts and replicas. Resolves when its first checkpoints stand: what is appended after that reaches it.
   * @throws when the store or the database cannot be reached at the start
   */
  consume(it: Consume): Promise<Consuming>
  /** What keeps events from coming now: sentences for an operator, each with what to do; none: nothing. Answers within two seconds, never rejects. */
  hindrances(): Promise<readonly string[]>
  /** What monitoring may want to know of the way of events. Never rejects. */
  measures(): Promise<readonly Measure[]>
  /** Closes what the feed has opened; its consumers are stopped by their signals first. */
  close(): Promise<void>
}
