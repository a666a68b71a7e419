import type { EventStore } from '@case-timeline/event-store'
import type { Consumer, Measure } from '@case-timeline/feed'
import type { DataSource } from 'typeorm'

/** How far this service's consumers have come, and what waits because it could not be handled, whatever the feed. */
export const consumerMeasures = async (db: DataSource, store: EventStore, consumers: readonly Consumer[]): Promise<readonly Measure[]> => {
  const rows: { consumer: string; position: string; parked: number }[] = await db.query(
    `select consumer, min(position)::text as position,
        (select count(*)::int from feed_parked_case parked where parked.consumer = checkpoint.consumer) as parked
      from feed_checkpoint checkpoint where consumer = any ($1) group by consumer order by consumer`,
    [consumers.map(({ name }) => name)],
  )
  return [
    { ...HEAD, labels: {}, value: Number(await store.lastPosition()) },
    ...rows.map(({ consumer, position }) => ({ ...POSITION, labels: { consumer }, value: Number(position) })),
    ...rows.map(({ consumer, parked }) => ({ ...PARKED, labels: { consumer }, value: parked })),
  ]
}

const HEAD = { name: 'case_timeline_log_position', help: 'Last position of the log; what lies between two positions depends on the store.' }
const POSITION = {
  name: 'case_timeline_consumer_position',
  help: 'Position of the log up to which a consumer has seen everything; that of its partition furthest behind.',
}
const PARKED = { name: 'case_timeline_parked_cases', help: 'Cases that wait because one of their events could not be handled.' }
