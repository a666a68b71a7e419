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
          ['service', 'consumer', 'case', 'since', 'waiting', 'first', 'reason'],
          parked.map((one) => [one.service, one.consumer, one.caseKey, one.since.slice(0, 19), one.waiting, one.type, one.reason]),
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
