import type { StoredEvent } from '@case-timeline/event-store'
import { caseKeyOf, type Consumer } from '@case-timeline/feed'
import type { DataSource, EntityManager } from 'typeorm'

/** One effect of one event on one consumer, in the order in which effects were written. */
export interface Effect {
  readonly eventId: string
  readonly caseKey: string
  readonly position: string
}

/** No unique key stands on it: an event that takes effect twice leaves two rows. */
export const createEffects = (db: DataSource): Promise<unknown> =>
  db.query(
    `create table effect (
      number bigint generated always as identity primary key, consumer text not null, event_id uuid not null, case_key text not null, position bigint not null)`,
  )

/** A consumer of everything, whose effects can be counted. @param midway what happens when the effects are written and nothing is committed yet */
export const countingConsumer = (name: string, midway: (events: readonly StoredEvent[]) => void): Consumer => ({
  name,
  events: 'every',
  from: 'beginning',
  limit: 200,
  apply: async (events, db) => {
    await write(db, name, events)
    midway(events)
  },
})

const write = async (db: EntityManager, name: string, events: readonly StoredEvent[]): Promise<void> => {
  await db.query(
    `insert into effect (consumer, event_id, case_key, position)
      select $1, id, case_key, position from unnest($2::uuid[], $3::text[], $4::bigint[]) with ordinality e (id, case_key, position, n) order by n`,
    [name, events.map(({ id }) => id), events.map(caseKeyOf), events.map(({ position }) => position)],
  )
}

/** What a consumer has done, first to last. */
export const effectsOf = (db: DataSource, consumer: string): Promise<Effect[]> =>
  db.query('select event_id as "eventId", case_key as "caseKey", position from effect where consumer = $1 order by number', [consumer])
