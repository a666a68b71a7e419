import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ROLES } from '@case-timeline/access'
import { ConsentGranted, ReferralMade, SERVICES, type ServiceName } from '@case-timeline/contracts'
import pg from 'pg'
import { inProcessServices } from './in-process.fixtures.ts'
import { type CaseName, type Observation, OPERATION, observationsOf, type Scene, sceneIn, type Shown } from './observations.fixtures.ts'
import { PERSON_OR_THING } from './planted-cases.fixtures.ts'
import { CALLER_KINDS, KINDS_WITH_COLUMN, OUTCOMES, rolesWithColumn, ROUTE_ROWS, UNKNOWN_HEADINGS } from './table.fixtures.ts'

/*
 * The table is docs/access.md. Every service runs in this process; every route is sent to every kind of caller.
 */
let running: Awaited<ReturnType<typeof inProcessServices>>
let scene: Scene
const observations = new Map<ServiceName, readonly Observation[]>()

/** Records an operation that has ended in the database of a service's views. */
const recordOperation = async (url: string): Promise<void> => {
  const views = new pg.Client({ connectionString: url })
  await views.connect()
  await views.query(
    `insert into view_operation (id, purpose, views, options, state, requested_by) values ($1, 'verify', '{approvals}', '{}', 'done', 'o.reyes')`,
    [OPERATION],
  )
  await views.end()
}

beforeAll(async () => {
  running = await inProcessServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  for (const service of SERVICES) await recordOperation(running.five.environments[service]['VIEWS_DATABASE_URL'] ?? '')
  scene = await sceneIn(running)
}, 240_000)
afterAll(() => running.five.stop())

const observed = async (service: ServiceName): Promise<readonly Observation[]> => {
  const known = observations.get(service) ?? (await observationsOf(scene, service))
  observations.set(service, known)
  return known
}

const named = ({ request, caller, target }: Observation): string =>
  `${request}${target === undefined ? '' : ` of the case ${target}`}, by ${caller.name}`

describe('the table', () => {
  it.each(SERVICES)('has every route of the router of %s, and no other', (service) => {
    const routes = new Set(running.services[service].routes.filter((route) => !route.startsWith('HEAD ')))
    const rows = new Set(ROUTE_ROWS.filter((row) => row.service === service).map(({ route }) => route))
    const isInFolder = (route: string) => [...rows].some((row) => row.endsWith('/*') && route.startsWith(row.slice(0, -1)))
    expect({
      withoutRow: [...routes].filter((route) => !rows.has(route) && !isInFolder(route)),
      withoutRoute: [...rows].filter((row) => !routes.has(row)),
    }).toEqual({ withoutRow: [], withoutRoute: [] })
  })

  it.each(SERVICES)('has a HEAD for every GET of %s, and no other method than GET and POST', (service) => {
    const { routes } = running.services[service]
    const gets = routes.filter(isQueryOfCases(service))
    expect(gets.filter((route) => !routes.includes(route.replace('GET', 'HEAD')))).toEqual([])
    expect(routes.filter((route) => !/^(GET|HEAD|POST) /.test(route))).toEqual([])
  })

  it.each(SERVICES)('has a column for every role of %s, and for no other', (service) =>
    expect(rolesWithColumn(service)).toEqual(new Set(ROLES[service])),
  )

  it('has a column for every kind of caller, an answer for every use of a route, and no section that is not checked', () => {
    expect(KINDS_WITH_COLUMN).toEqual(CALLER_KINDS)
    expect([...new Set(ROUTE_ROWS.map(({ audience }) => audience))].toSorted()).toEqual([...OUTCOMES.keys()].toSorted())
    expect(UNKNOWN_HEADINGS).toEqual([])
  })
})

/** Lists without ids: numbers only. */
const WITHOUT_IDS = ['GET /cooperation-requests/response-times', 'GET /triage/counts', 'GET /local-challenges', 'GET /events/tail']
const WITHOUT_CASES = ['everybody', 'no case', 'operation']
const OF_ALL_CASES = ['all cases', 'any case']
const OF_REFERRAL = ['the case', 'victimSupport victimSupport.ReferralMade']
/** Streams that were sent first are still open, and an agency may have only some. */
const STREAM = 'GET /events/stream'
const isQueryOfCases = (service: ServiceName) => (route: string) =>
  route.startsWith('GET ') &&
  route !== STREAM &&
  ROUTE_ROWS.some((row) => row.service === service && row.route === route && !WITHOUT_CASES.includes(row.audience))
const EVERY_CASE = ['own', 'confidential', 'foreign'] as const

/** The cases of which an answer may show something. */
const mayShow = ({ audience, kind, expected }: Observation): readonly CaseName[] => {
  if (expected !== 'served' || WITHOUT_CASES.includes(audience)) return []
  if (OF_ALL_CASES.includes(audience)) return EVERY_CASE
  if (['agency with a part', 'assigned person of another agency'].includes(kind)) return ['own', 'confidential']
  return kind === 'agency without a part' && audience === 'a list' ? ['foreign'] : []
}

/** What an organisation may see that has only a referral: the case, the referral and the consent that names it. */
const mayShowByReferral = ({ kind }: Observation, { id, what, of }: Shown): boolean => {
  if (kind !== 'agency with a referral' || of === 'foreign') return false
  const { idsOfExample } = scene.rich[of]
  return OF_REFERRAL.includes(what) || [ReferralMade, ConsentGranted].some(({ type }) => idsOfExample(type).includes(id))
}

/** Of what was observed again: the answers with another outcome or other ids. */
const differingFromFirst = async (service: ServiceName, again: readonly Observation[]): Promise<readonly string[]> => {
  const keyOf = ({ request, caller, target }: Observation) => `${request} ${caller.name} ${target}`
  // In the other cases, examples of commands were recorded since.
  const isOfRich = ({ id, of }: Shown) => scene.rich[of].ids.has(id)
  const shownOf = ({ outcome, shown }: Observation) =>
    [
      outcome,
      ...shown
        .filter(isOfRich)
        .map(({ id }) => id)
        .toSorted(),
    ].join(' ')
  const first = new Map((await observed(service)).map((one) => [keyOf(one), shownOf(one)]))
  return again
    .filter((one) => shownOf(one) !== first.get(keyOf(one)))
    .map((one) => `${named(one)}: ${shownOf(one)} instead of ${first.get(keyOf(one))}`)
}

describe.each(SERVICES)('%s', (service) => {
  it('answers every caller of every route as the table says, whatever the body of the request is', async () => {
    const different = (await observed(service)).filter(({ expected, outcome }) => expected !== outcome)
    expect(different.map((one) => `${named(one)}: ${one.outcome} instead of ${one.expected}`)).toEqual([])
  }, 300_000)

  it('answers about a case that the caller may not know of as about one that does not exist', async () => {
    const all = await observed(service)
    const keyOf = ({ request, caller }: Observation) => `${request} ${caller.name}`
    const ofUnknownCase = new Map(all.filter(({ target }) => target === 'unknown').map((one) => [keyOf(one), one.comparable]))
    // A case that does not exist may be opened: the table says so.
    const hidden = all.filter(({ expected, target, audience }) => expected === '404' && target !== 'unknown' && audience !== 'opening')
    expect(hidden.filter((one) => ofUnknownCase.get(keyOf(one)) !== one.comparable).map(named)).toEqual([])
    expect(hidden.length).toBeGreaterThan(service === 'auditTrail' ? 10 : 100)
  })

  it('shows nothing of a case to a caller who has no part in it', async () => {
    const found = (await observed(service)).flatMap((one) => {
      const allowed = mayShow(one)
      const shown = one.shown.filter((id) => !allowed.includes(id.of) && !mayShowByReferral(one, id))
      return shown.length === 0 ? [] : [`${named(one)}: ${shown.map(({ what, of }) => `${what} of ${of}`).join(', ')}`]
    })
    expect(found).toEqual([])
  })

  it('shows each caller of a query of cases the same again, from what the service keeps', async () => {
    const again = await observationsOf(scene, service, { isSent: isQueryOfCases(service) })
    expect(await differingFromFirst(service, again)).toEqual([])
    expect(again.length).toBeGreaterThan(50)
  }, 300_000)

  it('shows the agency’s own cases in every list', async () => {
    const lists = (await observed(service)).filter(
      ({ request, audience, kind }) =>
        ['a list', 'all cases'].includes(audience) &&
        kind === 'agency with a part' &&
        request.startsWith('GET ') &&
        !WITHOUT_IDS.includes(request),
    )
    expect(lists.filter(({ shown }) => !shown.some(({ of }) => of === 'own')).map(named)).toEqual([])
    expect(lists.length).toBeGreaterThan(0)
  })

  it('shows the cases to which a person of another agency is assigned in the lists of cases and events', async () => {
    const lists = (await observed(service)).filter(
      ({ request, kind }) =>
        kind === 'assigned person of another agency' && ['GET /cases', 'GET /events', 'GET /deadlines'].includes(request),
    )
    expect(lists.filter(({ shown }) => !shown.some(({ of }) => of === 'own')).map(named)).toEqual([])
    expect(lists).toHaveLength(service === 'auditTrail' ? 0 : 6)
  })

  it('shows no person and no thing of a case that a court closed to all but itself', async () => {
    const isOfCourt = ({ caller: { as } }: Observation) => typeof as !== 'string' && as.sector === 'adjudication'
    const showsClosed = ({ shown }: Observation) => shown.some(({ of, what }) => of === 'confidential' && what === PERSON_OR_THING)
    expect((await observed(service)).filter((one) => showsClosed(one) && !isOfCourt(one)).map(named)).toEqual([])
  })
})

describe.each(SERVICES)('a replica of %s that keeps nothing yet', (service) => {
  it('shows each caller of a query of cases the same, asked in the reverse order', async () => {
    const replica = await running.replica(service)
    const again = await observationsOf(scene, service, { isSent: isQueryOfCases(service), to: replica, isReversed: true })
    await replica.stop()
    expect(await differingFromFirst(service, again)).toEqual([])
    expect(again.length).toBeGreaterThan(50)
  }, 300_000)
})
