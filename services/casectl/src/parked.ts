import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { type Screen, show, table } from './screen.ts'

const Parked = z.looseObject({
  consumer: z.string(),
  caseKey: z.string(),
  since: z.string(),
  reason: z.string(),
  type: z.string(),
  position: z.string(),
  waiting: z.number(),
})
export type Parked = z.infer<typeof Parked> & { readonly service: ServiceName }

/** The parked cases of all reachable services: a consumer could not handle one of their events. */
export const readParked = async (client: Client): Promise<Parked[]> => {
  const reachableServices = SERVICES.filter((service) => client.urls[service] !== undefined)
  const perService = await Promise.all(
    reachableServices.map(async (service) =>
      (await client.get(service, '/admin/parked', z.array(Parked))).map((one) => ({ ...one, service })),
    ),
  )
  return perService.flat()
}

export const listParked = async (screen: Screen, client: Client): Promise<void> =>
  show(screen, await readParked(client), (parked) =>
    parked.length === 0
      ? 'No case is parked.'
      : table(
          ['service', 'consumer', 'case', 'since', 'waiting', 'first', 'position', 'reason'],
          parked.map((one) => [
            one.service,
            one.consumer,
            one.caseKey,
            one.since.slice(0, 19),
            one.waiting,
            one.type,
            one.position,
            one.reason,
          ]),
        ),
  )

const Retried = z.looseObject({ handled: z.number(), remaining: z.number(), reason: z.string().optional() })

/**
 * Retries the events of one parked case, or of all.
 * @throws Failure when some cases still cannot be handled, after all were retried
 */
export const retryParked = async (screen: Screen, client: Client, only?: string): Promise<void> => {
  const parked = (await readParked(client)).filter(({ caseKey }) => only === undefined || caseKey === only)
  if (parked.length === 0 && only !== undefined)
    throw new Failure(`No case ${only} is parked.`, ['list the parked cases: casectl parked list'], EXIT.notFound)
  if (parked.length === 0) show(screen, [], () => 'No case is parked.')
  const stillParked: string[] = []
  for (const { service, consumer, caseKey } of parked) {
    const address = `/admin/parked/${encodeURIComponent(consumer)}/${encodeURIComponent(caseKey)}/retry`
    const retried = await client.post(service, address, Retried)
    show(screen, { service, consumer, caseKey, ...retried }, ({ handled, remaining, reason }) =>
      remaining === 0
        ? `${caseKey} ${consumer}: ${handled} events handled`
        : `${caseKey} ${consumer}: ${remaining} events still wait: ${reason}`,
    )
    if (retried.remaining > 0) stillParked.push(caseKey)
  }
  if (stillParked.length > 0)
    throw new Failure(`${stillParked.length} of ${parked.length} parked cases still cannot be handled.`, [
      'for the reasons: casectl parked list',
    ])
}

export interface SkipRequest {
  readonly case: string
  readonly consumer: string
  readonly position: string
  readonly because: string
}

/**
 * Skips the event at which a case is parked for one consumer, and records this decision.
 * @throws Failure when the case is not parked for the consumer, or a later event of it cannot be handled either
 */
export const skipParked = async (screen: Screen, client: Client, skip: SkipRequest): Promise<void> => {
  const found = (await readParked(client)).find(({ caseKey, consumer }) => caseKey === skip.case && consumer === skip.consumer)
  if (!found)
    throw new Failure(`No case ${skip.case} is parked for ${skip.consumer}.`, ['list the parked cases: casectl parked list'], EXIT.notFound)
  const address = `/admin/parked/${encodeURIComponent(skip.consumer)}/${encodeURIComponent(skip.case)}/skip`
  const done = await client.post(found.service, address, Retried, { position: skip.position, reasonCode: skip.because })
  show(
    screen,
    { ...skip, ...done },
    ({ handled }) => `${skip.case} ${skip.consumer}: one event skipped (${skip.because}), ${handled} later events handled`,
  )
  if (done.remaining > 0) throw new Failure(`${done.remaining} events still wait: ${done.reason}`, ['for details: casectl parked list'])
}

const Skipped = z.looseObject({
  consumer: z.string(),
  caseKey: z.string(),
  position: z.string(),
  type: z.string(),
  failedBecause: z.string(),
  skippedBy: z.string(),
  reasonCode: z.string(),
  skippedAt: z.string(),
})

/** Prints the events that operators skipped, and why. */
export const listSkipped = async (screen: Screen, client: Client): Promise<void> => {
  const reachableServices = SERVICES.filter((service) => client.urls[service] !== undefined)
  const perService = await Promise.all(
    reachableServices.map(async (service) =>
      (await client.get(service, '/admin/skipped', z.array(Skipped))).map((one) => ({ ...one, service })),
    ),
  )
  show(screen, perService.flat(), (skipped) =>
    skipped.length === 0
      ? 'No event was skipped.'
      : table(
          ['service', 'consumer', 'case', 'position', 'event', 'skipped at', 'skipped by', 'because', 'error of the consumer'],
          skipped.map((one) => [
            one.service,
            one.consumer,
            one.caseKey,
            one.position,
            one.type,
            one.skippedAt.slice(0, 19),
            one.skippedBy,
            one.reasonCode,
            one.failedBecause,
          ]),
        ),
  )
}
