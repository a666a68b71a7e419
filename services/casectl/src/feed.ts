import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { print, type Screen, show, table } from './screen.ts'

const Partition = z.looseObject({
  partition: z.number(),
  position: z.string(),
  offset: z.string().optional(),
  behind: z.number(),
  behindSeconds: z.number(),
})
const Lag = z.looseObject({
  consumer: z.string(),
  behind: z.number(),
  behindSeconds: z.number(),
  isMore: z.boolean(),
  partitions: z.array(Partition),
})
type Lag = z.infer<typeof Lag>
const Status = z.looseObject({
  feed: z.string(),
  head: z.string(),
  relay: Lag.optional(),
  consumers: z.array(Lag),
  hindrances: z.array(z.string()),
})
export type FeedStatus = z.infer<typeof Status> & { readonly service: ServiceName }

/** How events come to every service whose address is known. */
export const readFeed = (client: Client): Promise<FeedStatus[]> =>
  Promise.all(
    SERVICES.filter((service) => client.urls[service] !== undefined).map(async (service) => ({
      ...(await client.get(service, '/admin/feed', Status)),
      service,
    })),
  )

/** Prints how far the relay and each consumer are behind the event store; `partitions`: each partition, else those that are behind. */
export const feedStatus = async (screen: Screen, client: Client, { partitions }: { readonly partitions: boolean }): Promise<void> => {
  const services = await readFeed(client)
  show(screen, services, () => {
    const rows = services.flatMap(({ service, relay, consumers }) =>
      [...(relay ? [relay] : []), ...consumers].flatMap((lag) => [inAll(service, lag), ...each(lag, partitions)]),
    )
    const [one] = services
    const heading = one ? `feed ${one.feed}:, the log ends at ${one.head}` : 'No address of a service is known.'
    return `${heading}\n${table(['service', 'consumer', 'partition', 'position', 'offset', 'events behind', 'seconds behind'], rows)}`
  })
  if (screen.json) return
  for (const { service, hindrances } of services) for (const hindrance of hindrances) print(screen, `${service}: ${hindrance}`)
}

const seconds = (behind: number): string => (behind === 0 ? '0' : behind.toFixed(1))

const inAll = (service: ServiceName, { consumer, behind, behindSeconds, isMore, partitions }: Lag) => {
  const slowest = partitions.map(({ position }) => position).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]
  return [service, consumer, 'all', slowest ?? '0', '', `${behind}${isMore ? ' or more' : ''}`, seconds(behindSeconds)]
}

const each = ({ partitions }: Lag, every: boolean) =>
  partitions
    .filter(({ behind }) => every || behind > 0)
    .map(({ partition, position, offset, behind, behindSeconds }) => [
      '',
      '',
      partition,
      position,
      offset ?? '',
      behind,
      seconds(behindSeconds),
    ])
