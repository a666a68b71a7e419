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

/** The cases that wait, because one of their events could not be handled. */
export const readParked = async (client: Client): Promise<Parked[]> => {
  const known = SERVICES.filter((service) => client.urls[service] !== undefined)
  const perService = await Promise.all(
    known.map(async (service) => (await client.get(service, '/admin/parked', z.array(Parked))).map((one) => ({ ...one, service }))),
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

const Retried = z.looseObject({ handled: z.number(), left: z.number(), reason: z.string().optional() })

/**
 * Hands parked cases to their consumers again: one, or all of them.
 * @throws Failure when some still cannot be handled; each has been tried before
 */
export const retryParked = async (screen: Screen, client: Client, only?: string): Promise<void> => {
  const parked = (await readParked(client)).filter(({ caseKey }) => only === undefined || caseKey === only)
  if (parked.length === 0 && only !== undefined) throw new Failure(`No case ${only} is parked.`, ['casectl parked list'], EXIT.notFound)
  if (parked.length === 0) show(screen, [], () => 'No case is parked.')
  const still: string[] = []
  for (const { service, consumer, caseKey } of parked) {
    const address = `/admin/parked/${encodeURIComponent(consumer)}/${encodeURIComponent(caseKey)}/retry`
    const retried = await client.post(service, address, Retried)
    show(screen, { service, consumer, caseKey, ...retried }, ({ handled, left, reason }) =>
      left === 0 ? `${caseKey} ${consumer}: ${handled} events handled` : `${caseKey} ${consumer}: ${left} events still wait: ${reason}`,
    )
    if (retried.left > 0) still.push(caseKey)
  }
  if (still.length > 0) throw new Failure(`${still.length} of ${parked.length} still cannot be handled.`, ['casectl parked list'])
}

export interface ToSkip {
  readonly case: string
  readonly consumer: string
  readonly position: string
  readonly because: string
}

/**
 * Lets one consumer go on without the event at which a parked case stands; the decision is kept.
 * @throws Failure when that case is not parked for that consumer, or what waits behind the event cannot be handled either
 */
export const skipParked = async (screen: Screen, client: Client, skip: ToSkip): Promise<void> => {
  const found = (await readParked(client)).find(({ caseKey, consumer }) => caseKey === skip.case && consumer === skip.consumer)
  if (!found) throw new Failure(`No case ${skip.case} is parked for ${skip.consumer}.`, ['casectl parked list'], EXIT.notFound)
  const address = `/admin/parked/${encodeURIComponent(skip.consumer)}/${encodeURIComponent(skip.case)}/skip`
  const done = await client.post(found.service, address, Retried, { position: skip.position, reasonCode: skip.because })
  show(
    screen,
    { ...skip, ...done },
    ({ handled }) => `${skip.case} ${skip.consumer}: one event left out (${skip.because}), ${handled} handled after it`,
  )
  if (done.left > 0) throw new Failure(`${done.left} events still wait: ${done.reason}`, ['casectl parked list'])
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

/** What operators have left out, and why. */
export const listSkipped = async (screen: Screen, client: Client): Promise<void> => {
  const known = SERVICES.filter((service) => client.urls[service] !== undefined)
  const perService = await Promise.all(
    known.map(async (service) => (await client.get(service, '/admin/skipped', z.array(Skipped))).map((one) => ({ ...one, service }))),
  )
  show(screen, perService.flat(), (skipped) =>
    skipped.length === 0
      ? 'Nothing was left out.'
      : table(
          ['service', 'consumer', 'case', 'position', 'event', 'when', 'who', 'because', 'the consumer had said'],
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
