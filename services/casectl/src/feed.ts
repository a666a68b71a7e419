import { comparePositions, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { print, type Screen, show, table } from './screen.ts'

const Partition = z.looseObject({
  partition: z.number(),
  position: z.string(),
  behind: z.number(),
  behindSeconds: z.number(),
})
const Lag = z.looseObject({
  consumer: z.string(),
  behind: z.number(),
  behindSeconds: z.number(),
  isLowerBound: z.boolean(),
  partitions: z.array(Partition),
})
type Lag = z.infer<typeof Lag>
const Status = z.looseObject({
  feed: z.string(),
  head: z.string(),
  /** Absent in answers of an earlier release. */
  eventStore: z
    .looseObject({
      product: z.string(),
      address: z.string(),
      nodes: z.array(z.looseObject({ address: z.string(), state: z.string(), isAlive: z.boolean() })).optional(),
      knownTo: z.string().optional(),
      indexedTo: z.string().optional(),
    })
    .optional(),
  relay: Lag.optional(),
  consumers: z.array(Lag),
  offLog: z.array(z.looseObject({ consumer: z.string(), position: z.string() })),
  degradedReasons: z.array(z.string()),
  unreadable: z.array(z.looseObject({ position: z.string(), reason: z.string() })).default([]),
})
export type FeedStatus = z.infer<typeof Status> & { readonly service: ServiceName }

/** The event feed status of every service whose address is known. */
export const readFeed = (client: Client): Promise<FeedStatus[]> =>
  Promise.all(
    SERVICES.filter((service) => client.urls[service] !== undefined).map(async (service) => ({
      ...(await client.get(service, '/admin/feed', Status)),
      service,
    })),
  )

/**
 * Prints the lag of the relay and of each consumer, in total and for the partitions that lag.
 * @param options with `partitions`, all partitions are printed
 */
export const feedStatus = async (screen: Screen, client: Client, options: { readonly partitions: boolean }): Promise<void> => {
  const services = await readFeed(client)
  show(screen, services, () => {
    const rows = services.flatMap(({ service, relay, consumers }) =>
      [...(relay ? [relay] : []), ...consumers].flatMap((lag) => [totalRow(service, lag), ...partitionRows(lag, options.partitions)]),
    )
    const [first] = services
    const heading = first
      ? `feed ${first.feed}:, the log ends at ${first.head}`
      : 'No address of a service is known: check CASE_TIMELINE_URLS.'
    return `${heading}\n${table(['service', 'consumer', 'partition', 'position', 'events behind', 'seconds behind'], rows)}`
  })
  if (screen.json) return
  for (const { service, degradedReasons } of services) for (const reason of degradedReasons) print(screen, `${service}: ${reason}`)
}

const Realigned = z.looseObject({ consumer: z.string(), how: z.enum(['unchanged', 'rebuilt', 'rewound']), position: z.string() })

const RESULT = {
  unchanged: 'is on the log already',
  rebuilt: 'was rebuilt from the log, and continues after position',
  rewound: 'handles again what came after position',
}

/**
 * Brings every consumer back to the log that waits because the log went back: first the relay, then reactions and views.
 * Running it again is safe.
 */
export const realignConsumers = async (screen: Screen, client: Client): Promise<void> => {
  const waiting = (await readFeed(client)).flatMap(({ service, offLog }) => offLog.map(({ consumer }) => ({ service, consumer })))
  if (waiting.length === 0) return show(screen, [], () => 'Every consumer is on the log: nothing to do.')
  const isView = ({ consumer }: { readonly consumer: string }) => consumer.startsWith('view.')
  for (const { service, consumer } of [...waiting.filter((one) => !isView(one)), ...waiting.filter(isView)]) {
    const realigned = await client.post(service, `/admin/feed/${encodeURIComponent(consumer)}/realign`, Realigned)
    show(
      screen,
      { service, ...realigned },
      ({ how, position }) => `${service} ${consumer} ${RESULT[how]}${how === 'unchanged' ? '' : ` ${position}`}`,
    )
  }
}

const seconds = (behind: number): string => (behind === 0 ? '0' : behind.toFixed(1))

const totalRow = (service: ServiceName, { consumer, behind, behindSeconds, isLowerBound, partitions }: Lag) => {
  const slowest = partitions.map(({ position }) => position).toSorted(comparePositions)[0]
  return [service, consumer, 'all', slowest ?? '0', `${behind}${isLowerBound ? ' or more' : ''}`, seconds(behindSeconds)]
}

const partitionRows = ({ partitions }: Lag, includeAll: boolean) =>
  partitions
    .filter(({ behind }) => includeAll || behind > 0)
    .map(({ partition, position, behind, behindSeconds }) => ['', '', partition, position, behind, seconds(behindSeconds)])
