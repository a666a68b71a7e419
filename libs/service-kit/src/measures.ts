import type { EventStore } from '@case-timeline/event-store'
import type { Consumer, Measure } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'

/** Measures that do not depend on the kind of feed: the positions and parked cases of this service's consumers. */
export const consumerMeasures = async (db: DataSource, store: EventStore, consumers: readonly Consumer[]): Promise<readonly Measure[]> => {
  const rows: { consumer: string; position: string; parked: number }[] = await db.query(
    `select consumer, min(position)::text as position,
        (select count(*)::int from feed_parked_case parked where parked.consumer = checkpoint.consumer) as parked
      from feed_checkpoint checkpoint where consumer = any ($1) group by consumer order by consumer`,
    [consumers.map(({ name }) => name)],
  )
  return [
    { ...HEAD, labels: {}, value: Number(await store.lastPosition()) },
    { ...UNREADABLE, labels: {}, value: store.unreadableEvents().length },
    ...rows.map(({ consumer, position }) => ({ ...POSITION, labels: { consumer }, value: Number(position) })),
    ...rows.map(({ consumer, parked }) => ({ ...PARKED, labels: { consumer }, value: parked })),
  ]
}

const HEAD = {
  name: 'case_timeline_log_position',
  help: 'Last position of the log; the distance between two positions depends on the store.',
}
const POSITION = {
  name: 'case_timeline_consumer_position',
  help: 'Log position up to which a consumer has handled all events; the lowest of its partitions.',
}
const PARKED = { name: 'case_timeline_parked_cases', help: 'Cases that are parked because one of their events could not be handled.' }
const UNREADABLE = {
  name: 'case_timeline_unreadable_events',
  help: 'Events of the log that readers of this process passed over because they cannot be read; above 0, verify the log.',
}
