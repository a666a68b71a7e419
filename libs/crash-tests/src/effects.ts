import type { StoredEvent } from '@case-timeline/event-store'
import { caseKeyOf, type Consumer } from '@case-timeline/feed'
import type { DataSource, EntityManager } from 'typeorm'

/** One effect of one event on one consumer, in the order of writing. */
export interface Effect {
  readonly eventId: string
  readonly caseKey: string
  readonly position: string
}

/** Creates the table of effects, without a unique key on purpose: an event that takes effect twice leaves two rows. */
export const createEffects = (db: DataSource): Promise<unknown> =>
  db.query(
    `create table effect (
      number bigint generated always as identity primary key, consumer text not null, event_id uuid not null, case_key text not null, position bigint not null)`,
  )

/**
 * A consumer of all events, whose effects can be counted.
 * @param beforeCommit called when the effects are written and not yet committed
 */
export const countingConsumer = (name: string, beforeCommit: (events: readonly StoredEvent[]) => void): Consumer => ({
  name,
  events: 'every',
  from: 'beginning',
  limit: 200,
  apply: async (events, db) => {
    await write(db, name, events)
    beforeCommit(events)
  },
})

const write = async (db: EntityManager, name: string, events: readonly StoredEvent[]): Promise<void> => {
  await db.query(
    `insert into effect (consumer, event_id, case_key, position)
      select $1, id, case_key, position from unnest($2::uuid[], $3::text[], $4::bigint[]) with ordinality e (id, case_key, position, n) order by n`,
    [name, events.map(({ id }) => id), events.map(caseKeyOf), events.map(({ position }) => position)],
  )
}

/** The effects on a consumer, first to last. */
export const effectsOf = (db: DataSource, consumer: string): Promise<Effect[]> =>
  db.query('select event_id as "eventId", case_key as "caseKey", position from effect where consumer = $1 order by number', [consumer])
