import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show, table } from '../screen.ts'

const UnderWay = z.looseObject({ purpose: z.string(), events: z.number(), position: z.string(), end: z.string() })
const View = z.looseObject({
  name: z.string(),
  version: z.number(),
  position: z.string(),
  head: z.string(),
  behind: z.number(),
  isLowerBound: z.boolean(),
  rows: z.number(),
  parked: z.number(),
  outdated: z.boolean(),
  underWay: UnderWay.optional(),
  before: z.looseObject({ position: z.string() }).optional(),
  rebuilding: z.looseObject({ position: z.string() }).optional(),
})
export type View = z.infer<typeof View> & { readonly service: ServiceName }

/** The state of every view of every service whose address is known. */
export const readViews = async (client: Client): Promise<View[]> => {
  const reachableServices = SERVICES.filter((service) => client.urls[service] !== undefined)
  const perService = await Promise.all(
    reachableServices.map(async (service) =>
      (await client.get(service, '/admin/projections', z.array(View))).map((view) => ({ ...view, service })),
    ),
  )
  return perService.flat()
}

export const listViews = async (screen: Screen, client: Client): Promise<void> =>
  show(screen, await readViews(client), (views) =>
    table(
      ['service', 'view', 'version', 'rows', 'position', 'behind', 'parked', 'state'],
      views.map((view) => [
        view.service,
        view.name,
        view.version,
        view.rows,
        view.position,
        `${view.behind}${view.isLowerBound ? ' or more' : ''}`,
        view.parked,
        stateOf(view),
      ]),
    ),
  )

const stateOf = ({ underWay, outdated, rebuilding, before }: View): string => {
  if (underWay) return underWay.purpose
  if (outdated) return 'rebuild it: computed with another policy'
  return [...(rebuilding ? [`a rebuild is at ${rebuilding.position}`] : []), ...(before ? ['can be rolled back'] : [])].join(', ')
}

/**
 * Selects views by their service and name; an argument that is left out matches every view.
 * @throws Failure when no view matches
 */
export const selectedViews = (views: readonly View[], service?: string, name?: string): View[] => {
  const serviceName = service?.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const found = views.filter((view) => (serviceName ?? view.service) === view.service && (name ?? view.name) === view.name)
  if (found.length > 0 || service === undefined) return found
  throw new Failure(
    `There is no view ${[service, name].filter(Boolean).join(' ')}.`,
    [`the views are ${views.map((view) => `${view.service} ${view.name}`).join(', ')}`],
    EXIT.notFound,
  )
}

const Digest = z.looseObject({ rows: z.number(), sha256: z.string() })

/** Shows the digest of each view, in the same order each time, so that two outputs can be compared as they are. */
export const digestViews = async (screen: Screen, client: Client, service?: string, name?: string): Promise<void> => {
  const digests: { service: ServiceName; view: string; version: number; rows: number; sha256: string }[] = []
  for (const view of selectedViews(await readViews(client), service, name)) {
    const { rows, sha256 } = await client.get(view.service, `/admin/projections/${view.name}/digest`, Digest)
    digests.push({ service: view.service, view: view.name, version: view.version, rows, sha256 })
  }
  show(screen, digests, () =>
    table(
      ['service', 'view', 'version', 'rows', 'sha256'],
      digests.map((one) => [one.service, one.view, one.version, one.rows, one.sha256]),
    ),
  )
}
