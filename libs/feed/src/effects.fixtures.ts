import type { StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { caseKeyOf, type Consumer } from './consumer.ts'

/** One effect of one event, in the order of writing. */
export interface Effect {
  readonly position: string
  readonly caseKey: string
  readonly eventId: string
}

/** Creates the table of effects, deliberately without a key: an event that takes effect twice leaves two rows. */
export const createEffectTable = async (db: DataSource): Promise<void> => {
  await db.query(`
    create table if not exists effect (
      written bigint generated always as identity, consumer text not null, position bigint not null, case_key text not null, event_id uuid not null
    )`)
}

/** A consumer whose effect on each event is one row. */
export const recordingConsumer = (more: Pick<Consumer, 'name' | 'events'> & Partial<Consumer>): Consumer => ({
  from: 'beginning',
  apply: async (events, db) => {
    await db.query(
      `insert into effect (consumer, position, case_key, event_id)
        select $1, * from unnest($2::bigint[], $3::text[], $4::uuid[])`,
      [more.name, events.map(({ position }) => position), events.map(caseKeyOf), events.map(({ id }) => id)],
    )
  },
  ...more,
})

export const effectsOf = (db: DataSource, consumer: string): Promise<Effect[]> =>
  db.query('select position, case_key as "caseKey", event_id as "eventId" from effect where consumer = $1 order by written', [consumer])

/**
 * Compares a consumer's effects with the expected events. Empty if each took effect exactly once and in the order of
 * its case.
 */
export const faultsOf = async (db: DataSource, consumer: string, events: readonly StoredEvent[]): Promise<readonly string[]> => {
  const effects = await effectsOf(db, consumer)
  const counts = new Map<string, number>()
  for (const { eventId } of effects) counts.set(eventId, (counts.get(eventId) ?? 0) + 1)
  const expected = new Set(events.map(({ id }) => id))
  /** The positions of each case, in their order. */
  const ordersOf = (all: readonly { readonly position: string; readonly key: string }[]): string => {
    const orders = new Map<string, string>()
    for (const { key, position } of all) orders.set(key, `${orders.get(key) ?? ''} ${position}`)
    return JSON.stringify([...orders].toSorted())
  }
  return [
    ...events.filter(({ id }) => !counts.has(id)).map(({ position }) => `missed ${position}`),
    ...[...counts].filter(([, count]) => count > 1).map(([id, count]) => `${count} times ${id}`),
    ...effects.filter(({ eventId }) => !expected.has(eventId)).map(({ position }) => `not visible to the consumer: ${position}`),
    ...(ordersOf(effects.map(({ caseKey, position }) => ({ key: caseKey, position }))) ===
    ordersOf(events.map((event) => ({ key: caseKeyOf(event), position: event.position })))
      ? []
      : ['the effects on a case differ from the log in content or order']),
  ]
}
