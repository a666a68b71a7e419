import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { type Lag, lagOf } from '../lag.ts'
import { type Oversized, oversizedOf, type SuspendedTopic, suspendedTopicsOf } from './relay-state.ts'
import { RELAY } from './relay.ts'

/** The progress of a deployment's relay, and what it could not send to topics. */
export interface RelayStatus extends Lag {
  /** Whether one is elected and alive. */
  readonly isElected: boolean
  /** Topics that are left out. When a topic works again, its readers read the missing events from the store. */
  readonly suspendedTopics: readonly SuspendedTopic[]
  /** Events that were too large for a topic; the readers of the topic read them from the store. */
  readonly oversized: readonly Oversized[]
}

/**
 * The status of a deployment's relay, from its own database and the store; no broker is queried.
 * @param db the database of the service that runs the relay
 * @param now milliseconds since 1970
 */
export const relayStatus = async (
  db: DataSource,
  store: Pick<EventStore, 'readAll' | 'hashesAt' | 'lastPosition'>,
  now: number,
): Promise<RelayStatus> => {
  const [elected] = await db.query('select from feed_lease where consumer = $1 and lease_until > clock_timestamp()', [RELAY])
  return {
    ...(await lagOf(db, store, { name: RELAY, events: 'every' }, now)),
    isElected: elected !== undefined,
    suspendedTopics: await suspendedTopicsOf(db),
    oversized: await oversizedOf(db),
  }
}
