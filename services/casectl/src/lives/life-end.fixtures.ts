import { HOLDING_SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { apiClient, Persona, Reply } from '../api-client.fixtures.ts'
import { lastInTime } from './life-names.fixtures.ts'
import { lineOf, type Agency, type Life, type Onlooker } from './life-page.fixtures.ts'
import { userOf, type Run } from './life-run.fixtures.ts'

type Api = ReturnType<typeof apiClient>
type Row = Readonly<Record<string, unknown>>
type Rows = readonly Row[]

const rowsIn = (body: Row, member: string): Rows => (body[member] ?? []) as Rows
const text = (row: Row, member: string): string => String(row[member])
const list = (row: Row, member: string): readonly string[] => (row[member] ?? []) as readonly string[]
/** What there is to say, without what there is not. */
const said = (all: Row): Row =>
  Object.fromEntries(
    Object.entries(all).filter(([, value]) => {
      if (value === undefined || value === '') return false
      return typeof value !== 'object' || value === null || Object.keys(value).length > 0
    }),
  )
/** Texts by name; several texts of one name are joined in their order. */
const byName = (pairs: readonly (readonly [name: string, text: string])[]): Readonly<Record<string, string>> =>
  pairs.reduce<Record<string, string>>(
    (all, [name, one]) => ({ ...all, [name]: all[name] === undefined ? one : `${all[name]}, ${one}` }),
    {},
  )

const isByName = (said: unknown): said is Row => typeof said === 'object' && said !== null && !Array.isArray(said)

/** Recorded by the deadline watch some time after the last step: the alarms are read from the lists of deadlines. */
const IN_THE_BACKGROUND = ['case.DeadlineMissed', 'case.HandoverReceived']
const shortName = (type: string): string => type.split('.')[1] ?? type

const custodyOf = (file: Row): Readonly<Record<string, string>> => {
  const arrests = rowsIn(file, 'persons').flatMap((person) =>
    rowsIn(person, 'arrests').map(() => [text(person, 'personRef'), 'arrested'] as const),
  )
  const detentions = rowsIn(file, 'detentions').map((one) => {
    const why = one['kind'] === 'ended' ? ` (${text(one, 'releaseReason')})` : ''
    return [text(one, 'personRef'), `${text(one, 'kind')} by ${text(one, 'authority')}${why}`] as const
  })
  return byName([...arrests, ...detentions])
}

const chaptersOf = (file: Row): Readonly<Record<string, string>> =>
  byName(
    Object.entries(file['chapters'] as Readonly<Record<string, Rows>>).flatMap(([chapter, facts]) =>
      facts
        .map((fact) => text(fact, 'fact'))
        .filter((fact) => !IN_THE_BACKGROUND.includes(fact))
        .map((fact) => [chapter, shortName(fact)] as const),
    ),
  )

/** The tasks that other sectors gave to this one: a file also shows those that the others received. */
const tasksOf = (file: Row): readonly string[] =>
  ((file['chapters'] as Readonly<Record<string, Rows>>)['record'] ?? [])
    .filter(
      (fact) => fact['fact'] === 'case.HandoverReceived' && list(file, 'agencies').includes(text(fact['record'] as Row, 'recordedBy')),
    )
    .map((fact) => `${text(fact, 'task')} ${text(fact, 'eventId')}`)

const hearingOutline = ({ held, adjourned }: Row): string => {
  if (held !== undefined) return 'held'
  return adjourned === undefined ? 'scheduled' : 'adjourned'
}

/** What a case file shows, in the words of the pages. */
const fileOutline = (file: Row): Row =>
  said({
    lead: file['leadAgency'],
    office: file['namedOffice'],
    agencies: list(file, 'agencies').toSorted().join(', '),
    persons: byName(rowsIn(file, 'persons').map((one) => [text(one, 'personRef'), list(one, 'capacities').join(', ')])),
    custody: custodyOf(file),
    conflicts: byName(
      rowsIn(file, 'persons').flatMap(({ personRef, conflict }) =>
        conflict === undefined ? [] : [[String(personRef), (conflict as Row)['open'] === true ? 'open' : 'assessed'] as const],
      ),
    ),
    evidence: rowsIn(file, 'evidence')
      .map((one) => text(one, 'evidenceId'))
      .join(', '),
    dossiers: byName(rowsIn(file, 'dossiers').map((one) => [text(one, 'dossierId'), text(one, 'state')])),
    charges: byName(rowsIn(file, 'charges').map((one) => [text(one, 'chargeId'), text(one, 'accusedRef')])),
    hearings: byName(rowsIn(file, 'hearings').map((one) => [text(one, 'hearingId'), hearingOutline(one)])),
    verdicts: byName(rowsIn(file, 'verdicts').map((one) => [text(one, 'chargeId'), text(one, 'verdict')])),
    sentences: byName(
      rowsIn(file, 'sentences').map((one) => [
        text(one, 'chargeId'),
        rowsIn(one, 'components')
          .map(({ kind }) => String(kind))
          .join(' and '),
      ]),
    ),
    consents: byName(
      rowsIn(file, 'consents').map((one) => [text(one, 'consentId'), rowsIn(one, 'withdrawals').length > 0 ? 'withdrawn' : 'granted']),
    ),
    referrals: byName(
      rowsIn(file, 'referrals').map((one) => [
        text(one, 'referralId'),
        ['made', ...rowsIn(one, 'answers').map(({ outcome }) => String(outcome))].join(' and '),
      ]),
    ),
    ...chaptersOf(file),
    tasks: tasksOf(file),
    warnings: rowsIn(file, 'warnings').map(({ ruleId }) => String(ruleId)),
  })

const docketOutline = (row: Row): Row =>
  said({
    docket: text(row, 'state'),
    'charges on the docket': byName(
      rowsIn(row, 'charges').map((one) => [
        text(one, 'chargeId'),
        `${text(one, 'state')}${one['verdict'] === undefined ? '' : ` ${text(one, 'verdict')}`}`,
      ]),
    ),
    'accused on the docket': byName(rowsIn(row, 'accused').map((one) => [text(one, 'accusedRef'), text(one, 'state')])),
    'parts on the docket': byName(
      rowsIn(row, 'parts').map((one) => [
        text(one, 'partId'),
        [text(one, 'state'), ...(one['courtId'] === undefined ? [] : [text(one, 'courtId')]), ...list(one, 'accusedRefs')].join(' '),
      ]),
    ),
    'appeals pending': list(row, 'appealsPending').join(', '),
  })

const personOutline = (person: Row): string =>
  [
    text(person, 'state'),
    ...(person['rightsInformedAt'] === undefined ? [] : ['informed']),
    ...(person['risk'] === undefined ? [] : [`risk ${text(person, 'risk')}`]),
    ...(person['riskToReassess'] === true ? ['to assess again'] : []),
    ...(person['sheltered'] === true ? ['sheltered'] : []),
    ...(rowsIn(person, 'restrictions').length > 0 ? ['restricted'] : []),
  ].join(', ')

/** The lists of a sector that a page speaks of. */
const LISTS: Readonly<Partial<Record<ServiceName, { readonly path: string; outline(rows: Rows): Row }>>> = {
  investigation: {
    path: '/victim-reports',
    outline: (rows) => said({ reports: byName(rows.map((row) => [text(row, 'personRef'), text(row, 'reportId')])) }),
  },
  prosecution: {
    path: '/charges',
    outline: (rows) =>
      said({
        'charge list': byName(
          rows.map((row) => {
            const verdict = row['verdict'] as Row | undefined
            const appeal = row['appeal'] === undefined ? '' : `, on appeal ${text(row, 'appeal')}`
            return [text(row, 'chargeId'), `${text(row, 'state')}${verdict === undefined ? '' : ` ${text(verdict, 'verdict')}`}${appeal}`]
          }),
        ),
      }),
  },
  adjudication: { path: '/docket', outline: ([row]) => (row ? docketOutline(row) : {}) },
  victimSupport: {
    path: '/caseload',
    outline: (rows) => said({ caseload: byName(rows.map((row) => [text(row, 'personRef'), personOutline(row)])) }),
  },
}

const answered = (path: string, { status, body }: Reply): Row => {
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

const reading = (api: Api, { position }: Run) => ({
  get: (who: Persona, path: string) => api.get(who, `${path}${path.includes('?') ? '&' : '?'}min-position=${position}`),
})

/** All rows of a case in a list of an agency. */
const allRows = async (api: Api, run: Run, who: Persona, inCase: string, path: string, member = 'rows'): Promise<Rows> => {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const page = answered(path, await reading(api, run).get(who, `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`))
    rows.push(...rowsIn(page, member))
    const next = page['next'] ?? page['nextCursor']
    if (typeof next !== 'string') return rows.filter(({ caseId }) => caseId === inCase)
    cursor = `&cursor=${encodeURIComponent(next)}`
  }
}

/** What a user of an agency sees of the case; `null`: nothing, as if there were no case. */
export const seenBy = async (api: Api, { agency, userId }: Pick<Onlooker, 'agency' | 'userId'>, run: Run): Promise<unknown> => {
  const who = userOf(agency, userId)
  const caseId = run.caseOf(agency)
  const lists = LISTS[agency.sector]
  const rows = lists ? await allRows(api, run, who, caseId, lists.path) : []
  const cases = await allRows(api, run, who, caseId, '/cases')
  const file = await reading(api, run).get(who, `/cases/${caseId}`)
  if (file.status === 404 && cases.length === 0 && rows.length === 0) return null
  const outline = { ...fileOutline(answered('the case file', file)), ...lists?.outline(rows) }
  const seen = Object.fromEntries(
    Object.entries(outline).map(([member, said]) => [member, isByName(said) ? run.names.counted(said) : said]),
  )
  return JSON.parse(run.names.named(JSON.stringify(seen))) as unknown
}

/** What a page may say of what an agency sees, without the tasks if it says nothing of them. */
export const withoutUnsaidTasks = (seen: unknown, expected: object | null): unknown => {
  if (seen === null || expected === null || 'tasks' in expected) return seen
  const { tasks: _, ...others } = seen as Row
  return others
}

const inEachCase = (agencies: readonly Agency[], { caseIds }: Run) =>
  agencies.flatMap((agency) => caseIds.map((caseId) => ({ agency, caseId })))

const STANDING = ['overdue', 'limitUnknown']

/** The alarms that stand at the end: what an agency owes and did not do. */
export const alarmsOf = async (api: Api, { agencies, asOf, zone }: Life, run: Run): Promise<readonly string[]> => {
  const lines = await Promise.all(
    inEachCase(agencies, run).map(async ({ agency, caseId }) => {
      const owed = await allRows(api, run, userOf(agency), caseId, `/deadlines?case=${caseId}&as-of=${asOf}`, 'deadlines')
      return owed
        .filter(({ state }) => STANDING.includes(String(state)))
        .map((one) =>
          lineOf([agency.agencyId, text(one, 'ruleId'), text(one, 'key'), lastInTime(text(one, 'dueBy'), zone), text(one, 'state')]),
        )
    }),
  )
  return lines
    .flat()
    .map((line) => run.names.named(line))
    .toSorted()
}

const HOLDING: readonly ServiceName[] = HOLDING_SERVICES

/** Who is held beyond the law at the end, or under no known limit. */
export const heldIn = async (api: Api, { agencies, asOf, zone }: Life, run: Run): Promise<readonly string[]> => {
  const lines = await Promise.all(
    inEachCase(agencies, run)
      .filter(({ agency }) => HOLDING.includes(agency.sector))
      .map(async ({ agency, caseId }) =>
        (await allRows(api, run, userOf(agency), caseId, `/held-beyond-law?case=${caseId}&as-of=${asOf}`)).map((one) =>
          lineOf([agency.agencyId, text(one, 'personRef'), text(one, 'concern'), lastInTime(text(one, 'since'), zone)]),
        ),
      ),
  )
  return lines
    .flat()
    .map((line) => run.names.named(line))
    .toSorted()
}
