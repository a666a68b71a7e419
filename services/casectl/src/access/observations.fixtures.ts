import { randomUUID } from 'node:crypto'
import type { ServiceName } from '@case-timeline/contracts'
import type { FiveServices } from '../five-services.fixtures.ts'
import type { OpenApiDocument } from '../openapi.fixtures.ts'
import {
  ASSIGNED_USER,
  type Caller,
  type Callers,
  callersOf,
  callersOfRoute,
  EXCLUDED_USER,
  kindFor,
  LENDING_AGENCIES,
  OTHER_AGENCIES,
  PARTICIPATING,
  REFERRED_TO,
} from './callers.fixtures.ts'
import type { Answer, InProcess, Request } from './in-process.fixtures.ts'
import { sendToEnd } from './sending.fixtures.ts'
import { idsIn, plantAll, type PlantedCase, type Planting } from './planted-cases.fixtures.ts'
import { type CallerKind, type Outcome, OUTCOMES, ROUTE_ROWS, type RouteRow } from './table.fixtures.ts'

/** Facts that hand a case over to another sector: without them the agencies of that sector have no part in it. */
const HANDING_OVER = [
  'investigation.PresumedVictimIdentified',
  'investigation.CaseReferredToProsecution',
  'investigation.VictimSuspectConflictFlagged',
  'prosecution.IndictmentFiled',
]

/** What gives an agency a part in a case, and excludes a user from it. */
const PARTS_ONLY = ['case.CaseNoteAdded', 'case.AccessExcluded', 'auditTrail.ExternalFactRecorded']

/**
 * In `own` and `confidential` the agencies have a part, in `foreign` only other agencies of the same sectors; a court
 * closed `confidential` to all but itself.
 */
const CASE_NAMES = ['foreign', 'confidential', 'own'] as const
export type CaseName = (typeof CASE_NAMES)[number]
type Cases = Readonly<Record<CaseName, PlantedCase>>

export interface Scene {
  readonly five: FiveServices
  readonly services: Readonly<Record<ServiceName, InProcess>>
  readonly callers: Callers
  /** Cases with every type of event, for queries. */
  readonly rich: Cases
  /** Cases with hardly any facts, for commands: deciding on them is fast. */
  readonly plain: Cases
}

/** The police have recorded in the confidential case, the others have only a part in it. */
const isPlantedIn: Readonly<Record<CaseName, (type: string) => boolean>> = {
  own: () => true,
  foreign: (type) => !HANDING_OVER.includes(type),
  confidential: (type) => PARTS_ONLY.includes(type) || (type.startsWith('investigation.') && !HANDING_OVER.includes(type)),
}

const plantCases = async (five: FiveServices, has: (type: string) => boolean): Promise<Cases> => {
  const plantingOf = (name: CaseName): Planting => ({
    agencies: name === 'foreign' ? OTHER_AGENCIES : PARTICIPATING,
    referredTo: name === 'foreign' ? 'zz-harbour-shelter' : REFERRED_TO,
    excludedUser: EXCLUDED_USER,
    ...(name === 'foreign' ? {} : { assigned: { userId: ASSIGNED_USER, agencies: LENDING_AGENCIES } }),
    isConfidential: name === 'confidential',
    has: (type) => has(type) && isPlantedIn[name](type),
  })
  const [foreign, confidential] = await plantAll(five, [plantingOf('foreign'), plantingOf('confidential')])
  // Last, so that a stream that has shown its last event would have shown every event before.
  const [own] = await plantAll(five, [plantingOf('own')])
  if (!foreign || !confidential || !own) throw new Error('the cases of the specification were not recorded')
  return { foreign, confidential, own }
}

/** Records the cases. */
export const sceneIn = async ({ five, services }: Pick<Scene, 'five' | 'services'>): Promise<Scene> => ({
  ...{ five, services },
  callers: await callersOf(five),
  plain: await plantCases(five, (type) => PARTS_ONLY.includes(type)),
  rich: await plantCases(five, () => true),
})

/** An id in an answer: what it is of, and in which case. */
export interface Shown {
  readonly id: string
  readonly what: string
  readonly of: CaseName
}

/** One request of one caller, and its answer. */
export interface Observation {
  readonly request: string
  readonly caller: Caller
  readonly audience: string
  readonly kind: CallerKind
  /** The case in the address. */
  readonly target: CaseName | 'unknown' | undefined
  readonly expected: Outcome | undefined
  readonly outcome: string
  /** The ids of the cases in the answer. */
  readonly shown: readonly Shown[]
  /** The answer without what differs between any two answers. */
  readonly comparable: string
}

/** Statuses that judge the content of a command, or its media type. */
const JUDGED: readonly number[] = [200, 201, 202, 400, 409, 410, 412, 415, 422]
const DENIALS: Readonly<Record<number, string>> = {
  401: '/problems/unauthenticated',
  403: '/problems/forbidden',
  404: '/problems/case-not-found',
}

const outcomeOf = (method: string, { status, problem }: Answer): string => {
  if (status in DENIALS && (method === 'HEAD' || DENIALS[status] === problem)) return String(status)
  // A public address may lead to another one (308).
  const isServed = method === 'POST' ? JUDGED.includes(status) || problem === '/problems/not-found' : [200, 308].includes(status)
  return isServed ? 'served' : `${status} ${problem ?? ''}`
}

const VARYING_HEADERS = ['date', 'x-correlation-id', 'ratelimit', 'content-length']

const comparableOf = ({ status, headers, text }: Answer): string => {
  const kept = Object.entries(headers).filter(([name]) => !VARYING_HEADERS.includes(name))
  return JSON.stringify([status, kept.toSorted(), text.replace(/"instance":"[^"]*","correlationId":"[^"]*"/, '')])
}

/** An operation on views that every service has. */
export const OPERATION = '00000000-0000-4000-8000-000000000001'

const PARAMETERS: Readonly<Record<string, string>> = {
  kind: 'refused-by-rule',
  view: 'approvals',
  consumer: 'view.approvals.v1',
  caseKey: 'none',
  operation: OPERATION,
  type: 'investigation.CaseOpened',
  version: 'v1',
  part: 'catalog.css',
  '*': 'index.html',
}

const addressOf = (path: string, caseId: string): string =>
  path.replaceAll(/:(\w+)|\*/g, (text, name: string | undefined) => {
    const value = name === 'caseId' ? caseId : PARAMETERS[name ?? text]
    if (value === undefined) throw new Error(`${path} has the parameter ${text}: add a value for it to PARAMETERS`)
    return value
  })

/** Bodies of routes that are no commands. */
const bodyWithoutExample = (path: string, { own }: Cases): object | undefined => {
  if (path.endsWith('/open-encrypted')) return { eventIds: [[...own.eventIds.values()][0]], purpose: 'investigation' }
  if (path.endsWith('/skip')) return { position: '1', reasonCode: 'defectKnown' }
  if (path === '/admin/operations') return { purpose: 'retire', views: ['approvals'] }
  return undefined
}

/** A body that no route accepts: access is decided before it is judged. */
const MALFORMED = { isNoCommand: true }

/** Runs tasks, some of them at the same time. */
const concurrently = async <T>(tasks: readonly (() => Promise<T>)[], width = 8): Promise<readonly T[]> => {
  const results: T[] = []
  const waiting = tasks.entries()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const [index, task] of waiting) results[index] = await task()
    }),
  )
  return results
}

/** The rows of one route of a service, with its path and method. */
interface Route {
  readonly method: string
  readonly path: string
  readonly rows: readonly RouteRow[]
}

const routesOf = (service: ServiceName): readonly Route[] => {
  const rowsOfService = ROUTE_ROWS.filter((row) => row.service === service)
  return [...new Set(rowsOfService.map(({ route }) => route))].map((route) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, path, rows: rowsOfService.filter((row) => row.route === route) }
  })
}

const WITH_ROLE: readonly CallerKind[] = [
  'agency with a part',
  'agency without a part',
  'excluded user',
  'agency with a referral',
  'colleague of an assigned person',
  'assigned person of another agency',
]
/** Callers who have a part in the cases of the agencies with a part, and in no other. */
const WITH_PART: readonly CallerKind[] = ['agency with a part', 'assigned person of another agency']

/**
 * What a caller sends to a route: about which cases, by which methods. Callers without the role send only what one of
 * their kind did not send yet.
 */
const requestsOf = ({ method, path }: Route, kind: CallerKind, isFirstOfKind: boolean) => {
  const methods = method === 'GET' && isFirstOfKind ? ['GET', 'HEAD'] : [method]
  if (!path.includes(':caseId')) return { methods, targets: [undefined] }
  if (WITH_PART.includes(kind)) return { methods, targets: ['own', 'foreign', 'confidential', 'unknown'] as const }
  return { methods, targets: isFirstOfKind || WITH_ROLE.includes(kind) ? (['own', 'unknown'] as const) : (['own'] as const) }
}

const expectedFor = (audience: string, kind: CallerKind, target: Observation['target']): Outcome | undefined => {
  const answers = OUTCOMES.get(audience) ?? {}
  if (!WITH_ROLE.includes(kind) || target === undefined || target === 'own') return answers[kind]
  if (target === 'unknown') return answers['no such case']
  return answers[target === 'foreign' ? 'agency without a part' : 'agency with a part']
}

export interface Sending {
  /** Which routes, such as `GET /cases/:caseId`; default: every route. */
  readonly isSent?: (route: string) => boolean
  /** Default: the service of the scene. */
  readonly to?: Pick<InProcess, 'send'>
  /** Whether the last caller of all is the first; default: no. */
  readonly isReversed?: boolean
}

/**
 * Sends every route of a service to every caller: first bodies that no route accepts, so that nothing is recorded; then
 * the examples of the commands, by the callers who may send them.
 */
export const observationsOf = async (
  scene: Scene,
  service: ServiceName,
  { isSent = () => true, to = scene.services[service], isReversed = false }: Sending = {},
): Promise<readonly Observation[]> => {
  const { callers, rich, plain } = scene
  const { send } = to
  const { paths } = JSON.parse((await send({ method: 'GET', url: '/openapi.json' })).text) as OpenApiDocument
  const known = new Map(
    [rich, plain].flatMap((cases) => CASE_NAMES.flatMap((of) => [...cases[of].ids].map(([id, what]) => [id, { id, what, of }] as const))),
  )
  const lastOwn = [...rich.own.eventIds].findLast(([key]) => key.startsWith(`${service} `))?.[1] ?? ''
  const observe =
    (method: string, { path, rows }: Route, caller: Caller, target: Observation['target'], body?: object) =>
    async (): Promise<Observation> => {
      const { kind, audience } = kindFor(rows, caller)
      const cases = body === undefined ? rich : plain
      const caseId = target === undefined || target === 'unknown' ? randomUUID() : cases[target].caseId
      const url = addressOf(path, caseId)
      const until = path === '/events/stream' && method === 'GET' ? (WITH_PART.includes(kind) ? lastOwn : ':') : undefined
      const request: Request = { method, url, authorization: caller.authorization, body, until }
      const answer = await sendToEnd(send, request)
      const shown = [...new Set(idsIn(answer.text))].flatMap((id) => known.get(id) ?? [])
      const expected = expectedFor(audience, kind, target)
      return {
        request: `${method} ${path}`,
        ...{ caller, audience, kind, target, expected, shown },
        outcome: outcomeOf(method, answer),
        comparable: comparableOf(answer),
      }
    }
  const tasksFor = (route: Route): readonly (() => Promise<Observation>)[] =>
    callersOfRoute(callers, service, route.rows).flatMap((caller, index, all) => {
      const { kind } = kindFor(route.rows, caller)
      const isFirstOfKind = all.findIndex((other) => kindFor(route.rows, other).kind === kind) === index
      const { methods, targets } = requestsOf(route, kind, isFirstOfKind)
      const body = route.method === 'GET' ? undefined : MALFORMED
      return methods.flatMap((method) => targets.map((target) => observe(method, route, caller, target, body)))
    })
  const exampleTasksFor = (route: Route): readonly (() => Promise<Observation>)[] => {
    const { requestBody } = paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.['post'] ?? {}
    const body = requestBody?.content['application/json']?.example ?? bodyWithoutExample(route.path, plain)
    return callersOfRoute(callers, service, route.rows)
      .filter((caller) => kindFor(route.rows, caller).kind === 'agency with a part')
      .map((caller) => observe(route.method, route, caller, route.path.includes(':caseId') ? 'own' : undefined, body))
  }
  const routes = routesOf(service).filter(({ method, path }) => isSent(`${method} ${path}`))
  const tasks = routes.flatMap(tasksFor)
  const denied = await concurrently(isReversed ? tasks.toReversed() : tasks)
  // Many at once: the views of all services then fold what is recorded in few batches.
  const judged = await concurrently(routes.filter(({ method }) => method === 'POST').flatMap(exampleTasksFor), 64)
  return [...denied, ...judged]
}
