import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import cliProgress from 'cli-progress'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { print, type Screen, show, table } from './screen.ts'

const RunningRebuild = z.looseObject({ purpose: z.string(), events: z.number(), position: z.string(), end: z.string() })
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
  underWay: RunningRebuild.optional(),
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
      ['service', 'view', 'version', 'rows', 'position', 'behind', 'parked', 'under way'],
      views.map((view) => [
        view.service,
        view.name,
        view.version,
        view.rows,
        view.position,
        `${view.behind}${view.isLowerBound ? ' or more' : ''}`,
        view.parked,
        view.underWay?.purpose ?? (view.outdated ? 'rebuild it: computed with another policy' : ''),
      ]),
    ),
  )

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

const Rebuilt = z.looseObject({ events: z.number(), position: z.string(), seconds: z.number() })

export const rebuildViews = async (screen: Screen, client: Client, service?: string, name?: string): Promise<void> => {
  for (const view of selectedViews(await readViews(client), service, name)) {
    const rebuilt = await withProgressBar(screen, client, view, () =>
      client.post(view.service, `/admin/projections/${view.name}/rebuild`, Rebuilt),
    )
    show(screen, { service: view.service, view: view.name, ...rebuilt }, ({ events, seconds }) => {
      const rate = seconds > 0 ? `, ${Math.round(events / seconds)} per second` : ''
      return `${view.service} ${view.name}: rebuilt from ${events} events in ${seconds.toFixed(1)} s${rate}`
    })
  }
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

const Verified = z.looseObject({
  position: z.string(),
  rows: z.number(),
  differing: z.number(),
  differences: z.array(z.looseObject({ caseId: z.string(), key: z.record(z.string(), z.string()), kind: z.string() })),
})

/** @throws Failure when a view differs from the events, after all views were verified */
export const verifyViews = async (screen: Screen, client: Client, service?: string, name?: string): Promise<void> => {
  const wrong: string[] = []
  for (const view of selectedViews(await readViews(client), service, name)) {
    const verified = await withProgressBar(screen, client, view, () =>
      client.post(view.service, `/admin/projections/${view.name}/verify`, Verified),
    )
    show(screen, { service: view.service, view: view.name, ...verified }, ({ rows, differing, differences }) =>
      differing === 0
        ? `${view.service} ${view.name}: ${rows} rows, all match the events`
        : `${view.service} ${view.name}: ${differing} of ${rows} rows differ\n${table(
            ['case', 'row', 'is'],
            differences.map((one) => [one.caseId, Object.values(one.key).join(' '), one.kind]),
          )}`,
    )
    if (verified.differing > 0) wrong.push(`casectl projections rebuild ${view.service} ${view.name}`)
  }
  if (wrong.length > 0) throw new Failure('A view differs from the events: rebuild it.', wrong)
}

const POLL_INTERVAL_MS = 300

/** Shows a progress bar during the work, if stderr is a terminal. */
const withProgressBar = async <T>(screen: Screen, client: Client, view: View, work: () => Promise<T>): Promise<T> => {
  if (screen.json || !process.stderr.isTTY) return work()
  const bar = new cliProgress.SingleBar({
    format: `${view.service} ${view.name} [{bar}] {percentage}% | position {value} of {total} | {events} events | {eta_formatted} left`,
    clearOnComplete: true,
    hideCursor: true,
  })
  bar.start(Number(view.head), 0, { events: 0 })
  const timer = setInterval(() => {
    readViews(client).then(
      (views) => {
        const underWay = views.find((one) => one.service === view.service && one.name === view.name)?.underWay
        if (underWay) bar.update(Number(underWay.position), { events: underWay.events })
      },
      // The bar is only a display: a failed poll must not end the work.
      () => undefined,
    )
  }, POLL_INTERVAL_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    bar.stop()
    print({ ...screen, out: process.stderr }, '')
  }
}
