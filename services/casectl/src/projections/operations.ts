import { type ServiceName } from '@case-timeline/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Client } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { print, type Screen, show, table } from '../screen.ts'
import { progressBar, timeText } from './progress.ts'
import { readViews, selectedViews } from './views.ts'

const Compared = z.looseObject({
  position: z.string(),
  rows: z.number(),
  differing: z.number(),
  /** Absent in answers of an earlier release. */
  differingCases: z.number().optional(),
  casesLeftOut: z.number().default(0),
  differences: z.array(
    z.looseObject({
      caseId: z.string(),
      key: z.record(z.string(), z.string()),
      kind: z.string(),
      columns: z.array(z.string()).optional(),
    }),
  ),
  sample: z.looseObject({ share: z.number() }).optional(),
})

const Result = z.looseObject({
  view: z.string(),
  state: z.enum(['done', 'refused', 'failed', 'cancelled']),
  seconds: z.number().optional(),
  lockedMs: z.number().optional(),
  continuedFrom: z.string().optional(),
  compared: Compared.optional(),
  accepted: z.looseObject({ by: z.string(), because: z.string() }).optional(),
  retired: z.array(z.string()).optional(),
  position: z.string().optional(),
  reason: z.string().optional(),
})

const Operation = z.looseObject({
  id: z.string(),
  purpose: z.string(),
  views: z.array(z.string()),
  state: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  events: z.number(),
  position: z.string().optional(),
  end: z.string().optional(),
  rate: z.number().optional(),
  secondsLeft: z.number().optional(),
  results: z.array(Result),
  reason: z.string().optional(),
})
type Operation = z.infer<typeof Operation>
type Result = z.infer<typeof Result>

/** What is asked of a service: the members of `POST /admin/operations`. */
export interface Request {
  readonly purpose: 'rebuild' | 'verify' | 'rollback' | 'retire'
  readonly rate?: number | undefined
  readonly share?: number | undefined
  readonly sample?: number | undefined
  readonly fromStart?: boolean | undefined
  readonly acceptDifferences?: string | undefined
}

/** Which views: an argument that is left out matches every one. */
export interface Selection {
  readonly service?: string | undefined
  readonly view?: string | undefined
}

interface Ended {
  readonly service: ServiceName
  readonly operation: Operation
}

/**
 * Does something to views, one operation for each service, and shows its progress and what became of each view. An
 * operation goes on in the service when casectl is ended.
 * @throws Failure when a view was refused, or differs, after all were done
 */
export const operateOnViews = async (screen: Screen, client: Client, request: Request, { service, view }: Selection): Promise<void> => {
  const selected = selectedViews(await readViews(client), service, view)
  const ended: Ended[] = []
  for (const one of new Set(selected.map((each) => each.service))) {
    const views = selected.filter((each) => each.service === one).map(({ name }) => name)
    const begun = await client.post(one, '/admin/operations', Operation, { ...request, views })
    const operation = await followed(screen, client, one, begun)
    for (const result of operation.results)
      show(screen, { service: one, operation: operation.id, ...result }, () => resultText(one, operation, result))
    ended.push({ service: one, operation })
  }
  const remedies = ended.flatMap(remediesFor)
  if (remedies.length > 0) throw new Failure(`Not all of it was done, or a view differs from the events.`, remedies)
}

/**
 * Rebuilds views of one service together, which read the log once, and shows the progress.
 * @returns what became of each view, and of all of it where that is another reason
 */
export const rebuildTogether = async (
  screen: Screen,
  client: Client,
  service: ServiceName,
  views: readonly string[],
): Promise<Pick<Operation, 'results' | 'reason'>> =>
  followed(screen, client, service, await client.post(service, '/admin/operations', Operation, { purpose: 'rebuild', views }))

const remediesFor = ({ service, operation: { purpose, results, reason, state } }: Ended): readonly string[] => [
  ...results.flatMap(({ view, compared, state: result, reason: why }) => {
    if (purpose === 'verify' && (compared?.differing ?? 0) > 0)
      return [`casectl projections rebuild ${service} ${view} --accept-differences CODE, when the differences are explained`]
    if (purpose === 'rebuild' && result === 'refused')
      return [
        `casectl projections rebuild ${service} ${view} --accept-differences CODE, if the rebuilt rows are right: it swaps what is rebuilt already`,
      ]
    return result === 'done' ? [] : [`${service} ${view}: ${why ?? result}`]
  }),
  ...(state !== 'done' && reason !== undefined ? [`${service}: ${reason}`] : []),
]

const resultText = (service: ServiceName, { purpose, events, rate }: Operation, result: Result): string => {
  const { view, compared, seconds, lockedMs, continuedFrom, accepted, retired, state, reason } = result
  const name = `${service} ${view}`
  if (purpose === 'retire') return `${name}: ${retired?.length ? `dropped what was kept (${retired.join(', ')})` : 'nothing was kept'}`
  if (purpose === 'verify' && compared) return verifiedText(name, compared)
  if (state !== 'done') return `${name}: ${state}: ${reason ?? ''}${compared ? `\n${differencesText(compared)}` : ''}`
  const from = continuedFrom === undefined ? '' : ` from position ${continuedFrom}`
  const lock = lockedMs === undefined ? '' : `, its writer waited ${Math.ceil(lockedMs)} ms`
  if (purpose === 'rollback') return `${name}: the rows from before the rebuild are back${lock}`
  const read = `${events} events were read by now${rate === undefined ? '' : `, ${Math.round(rate)} per second`}`
  const differing = accepted
    ? `; ${compared?.differing ?? 0} rows${compared?.differingCases === undefined ? '' : ` of ${cases(compared.differingCases)}`} differed, accepted by ${accepted.by} because of ${accepted.because}`
    : ''
  return `${name}: rebuilt${from} in ${(seconds ?? 0).toFixed(1)} s${lock}; ${read}${differing}`
}

const verifiedText = (name: string, compared: z.infer<typeof Compared>): string => {
  const { rows, differing, differingCases, sample } = compared
  const which = sample ? ` of a sample of ${Math.round(sample.share * 1_000) / 10} % of the cases` : ''
  return differing === 0
    ? `${name}: ${rows} rows${which}, all match the events`
    : `${name}: ${differing} of ${rows} rows${which} differ${differingCases === undefined ? '' : `, in ${cases(differingCases)}`}\n${differencesText(compared)}`
}

const cases = (count: number): string => (count === 1 ? '1 case' : `${count} cases`)

const differencesText = ({ differences, differing, casesLeftOut }: z.infer<typeof Compared>): string => {
  const listed = table(
    ['case', 'row', 'is', 'columns'],
    differences.map((one) => [one.caseId, Object.values(one.key).join(' '), one.kind, (one.columns ?? []).join(', ')]),
  )
  const more = differing - differences.length
  if (more <= 0) return listed
  return `${listed}\n${more} more rows are not listed${casesLeftOut > 0 ? `, and no row of ${cases(casesLeftOut)}` : ''}.`
}

const POLL_INTERVAL_MS = 300
/** A replica that runs an operation may be restarted; another one continues it. */
const MAX_FAILED_POLLS = 100

/** Waits until an operation has ended; shows a progress bar, if stderr is a terminal. */
const followed = async (screen: Screen, client: Client, service: ServiceName, begun: Operation): Promise<Operation> => {
  const of = begun.views.length === 1 ? begun.views[0] : `${begun.views.length} views`
  const isShown = !screen.json && process.stderr.isTTY
  const bar = isShown ? progressBar(process.stderr, `${service} ${begun.purpose} of ${of}`) : undefined
  let operation = begun
  let waitsFor: string | undefined
  for (let failures = 0; operation.state === 'running';) {
    await pause(POLL_INTERVAL_MS)
    try {
      operation = await client.get(service, `/admin/operations/${begun.id}`, Operation)
      failures = 0
    } catch (error) {
      failures += 1
      if (failures > MAX_FAILED_POLLS) throw error
    }
    const { reason } = operation
    if (!screen.json && operation.state === 'running' && reason !== undefined && reason !== waitsFor)
      print({ ...screen, out: process.stderr }, `${service}: ${begun.purpose} waits: ${reason}`)
    waitsFor = reason
    bar?.at(operation)
  }
  bar?.end()
  return operation
}

/** Shows what is running on the views of all services, and what has ended lately. */
export const showOperations = async (screen: Screen, client: Client, limit: number): Promise<void> => {
  const services = [...new Set((await readViews(client)).map(({ service }) => service))]
  const all = await Promise.all(
    services.map(async (service) =>
      (await client.get(service, '/admin/operations', z.array(Operation))).slice(0, limit).map((operation) => ({ service, ...operation })),
    ),
  )
  const sorted = all
    .flat()
    .toSorted(
      (one, other) =>
        Number(other.state === 'running') - Number(one.state === 'running') || other.requestedAt.localeCompare(one.requestedAt),
    )
  show(screen, sorted.slice(0, limit), (operations) =>
    operations.length === 0
      ? 'Nothing was done to the views yet.'
      : table(
          ['service', 'operation', 'does', 'views', 'state', 'position', 'of', 'events', 'per second', 'left', 'by', 'since'],
          operations.map((one) => [
            one.service,
            one.id,
            one.purpose,
            one.views.length === 1 ? (one.views[0] ?? '') : `${one.views.length} views`,
            one.state === 'running' && one.reason !== undefined ? `waits: ${one.reason}` : one.state,
            one.position ?? '',
            one.end ?? '',
            one.events,
            Math.round(one.rate ?? 0),
            one.state === 'running' ? timeText(one.secondsLeft) : '',
            one.requestedBy,
            one.requestedAt.slice(0, 19),
          ]),
        ),
  )
}

/** @throws Failure when no service has such an operation that runs */
export const cancelOperation = async (screen: Screen, client: Client, id: string): Promise<void> => {
  for (const service of new Set((await readViews(client)).map((view) => view.service))) {
    const { status } = await client.send(service, `/admin/operations/${id}/cancel`, {})
    if (status === 202) return show(screen, { service, cancelled: id }, () => `${service}: ${id} ends; what it had filled is dropped`)
  }
  throw new Failure(`No operation ${id} is running.`, ['those that run: casectl projections status'], EXIT.notFound)
}
