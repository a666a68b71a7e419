import { comparePositions, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure } from './failure.ts'
import { rebuildTogether } from './projections/operations.ts'
import { print, type Screen, show, table } from './screen.ts'

const Partition = z.looseObject({
  partition: z.number(),
  position: z.string(),
  behind: z.number(),
  /** Absent: unknown. */
  behindSeconds: z.number().optional(),
  /** Absent in answers of an earlier release. */
  isLowerBound: z.boolean().default(false),
})
const Lag = z.looseObject({
  consumer: z.string(),
  behind: z.number(),
  /** Absent in answers of an earlier release. */
  parked: z.number().default(0),
  /** Absent: unknown. */
  behindSeconds: z.number().optional(),
  isLowerBound: z.boolean(),
  partitions: z.array(Partition),
})
export type Lag = z.infer<typeof Lag>
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
    const [first] = services
    const heading = first
      ? `feed ${first.feed}:, the log ends at ${first.head}`
      : 'No address of a service is known: check CASE_TIMELINE_URLS.'
    return `${heading}\n${lagTable(services, options)}`
  })
  if (screen.json) return
  for (const { service, degradedReasons } of services) for (const reason of degradedReasons) print(screen, `${service}: ${reason}`)
}

/** The lags as text: of each consumer in total, and of the partitions that lag, or of which that is unknown. */
export const lagTable = (
  services: readonly Pick<FeedStatus, 'service' | 'relay' | 'consumers'>[],
  { partitions }: { readonly partitions: boolean },
): string =>
  table(
    ['service', 'consumer', 'partition', 'position', 'events behind', 'parked', 'seconds behind'],
    services.flatMap(({ service, relay, consumers }) =>
      [...(relay ? [relay] : []), ...consumers].flatMap((lag) => [totalRow(service, lag), ...partitionRows(lag, partitions)]),
    ),
  )

const Realigned = z.looseObject({ consumer: z.string(), how: z.enum(['unchanged', 'rebuilt', 'rewound']), position: z.string() })

const RESULT = {
  unchanged: 'is on the log already',
  rebuilt: 'was rebuilt from the log, and continues after position',
  rewound: 'handles again what came after position',
}

/** The name of the view that a consumer fills. */
const viewOf = (consumer: string): string | undefined => /^view\.(.+)\.v\d+$/.exec(consumer)?.[1]

/**
 * Brings every consumer back to the log that waits because the log went back: first the relay and reactions, then the views
 * of one service after another. Running it again is safe.
 * @throws Failure when a view could not be rebuilt, after all others were
 */
export const realignConsumers = async (screen: Screen, client: Client): Promise<void> => {
  const services = (await readFeed(client)).map(({ service, offLog }) => ({ service, waiting: offLog.map(({ consumer }) => consumer) }))
  if (services.every(({ waiting }) => waiting.length === 0)) return show(screen, [], () => 'Every consumer is on the log: nothing to do.')
  const shown = (service: ServiceName, realigned: z.infer<typeof Realigned>): void =>
    show(
      screen,
      { service, ...realigned },
      ({ consumer, how, position }) => `${service} ${consumer} ${RESULT[how]}${how === 'unchanged' ? '' : ` ${position}`}`,
    )
  for (const { service, waiting } of services)
    for (const consumer of waiting.filter((one) => viewOf(one) === undefined))
      shown(service, await client.post(service, `/admin/feed/${encodeURIComponent(consumer)}/realign`, Realigned))
  const failures: string[] = []
  for (const { service, waiting } of services) {
    const consumers = new Map(waiting.flatMap((consumer) => (viewOf(consumer) === undefined ? [] : [[viewOf(consumer) ?? '', consumer]])))
    if (consumers.size === 0) continue
    const { results, reason } = await rebuildTogether(screen, client, service, [...consumers.keys()])
    for (const [view, consumer] of consumers) {
      const result = results.find((one) => one.view === view)
      if (result?.state === 'done') shown(service, { consumer, how: 'rebuilt', position: result.position ?? '0' })
      else failures.push(`${service} ${consumer}: ${result?.reason ?? reason ?? 'it was not rebuilt'}`)
    }
  }
  if (failures.length > 0) throw new Failure('Not every view was brought back to the log: run it again.', failures)
}

const seconds = (behind: number | undefined): string => (behind === undefined ? 'unknown' : behind === 0 ? '0' : behind.toFixed(1))

const atLeast = ({ behind, isLowerBound }: Pick<Lag, 'behind' | 'isLowerBound'>): string => `${behind}${isLowerBound ? ' or more' : ''}`

const totalRow = (service: ServiceName, lag: Lag) => {
  const slowest = lag.partitions.map(({ position }) => position).toSorted(comparePositions)[0]
  return [service, lag.consumer, 'all', slowest ?? '0', atLeast(lag), lag.parked, seconds(lag.behindSeconds)]
}

const partitionRows = ({ partitions }: Lag, includeAll: boolean) =>
  partitions
    .filter(({ behind, isLowerBound }) => includeAll || behind > 0 || isLowerBound)
    .map((lag) => ['', '', lag.partition, lag.position, atLeast(lag), '', seconds(lag.behindSeconds)])
