import type { CustodyConcern } from '@case-timeline/casework'
import type { AgencyId } from '@case-timeline/contracts'
import { CASE_FILES, isAssigned, isExcluded, RECEIVING_OFFICE, takesPart } from '@case-timeline/lists'
import { columnOf, listingNameOf, type MaterialisedSchema, tableNameOf } from '@case-timeline/projections'
import { type Deadline, type DeadlineState, OFFICE_WITH_CASE, STATE_OF_CONCERN } from './deadline.ts'
import { deadlineItems } from './deadline-items.ts'
import { deadlinesTable } from './deadlines.view.ts'
import { selectOfOffices, withFewCases } from './deadlines-of-office.ts'

const ITEMS = listingNameOf(tableNameOf(deadlinesTable))

/** The deadlines at a position of the log, in a schema of their own, or the live ones. Who may see a case is always the live case file's. */
const itemsOf = ({ at }: Pick<PageRequest, 'at'>): string => (at === undefined ? ITEMS : `${at.schema}.${ITEMS}`)

/** Whether something is read that may be in no case file today, since its facts were retracted. */
export const isOfEarlierTime = ({ at, knownAt }: Pick<PageRequest, 'at' | 'knownAt'>): boolean => at !== undefined || knownAt !== undefined

/** The end of a page: deadlines are ordered by due date, then by clock. */
export type PagePosition = Pick<Deadline, 'dueBy' | 'clockId'>

export interface PageRequest {
  readonly userId: string
  readonly agencyId: AgencyId
  /** The roles of the user, in which an agency may have assigned the user to a case; absent: none. */
  readonly roles?: readonly string[] | undefined
  /** The cases to which another agency assigned the user (`assignedCasesStatement`); absent: none. */
  readonly assignedCases?: readonly string[] | undefined
  readonly state?: DeadlineState | undefined
  /** Only the custody about which one of these is to be said; absent: everything. */
  readonly concerns?: readonly CustodyConcern[] | undefined
  /** Of custody, only that by this authority. */
  readonly authority?: string | undefined
  /** Only the custody of these persons that is not over: by what they are held. */
  readonly heldPersons?: readonly string[] | undefined
  readonly caseId?: string | undefined
  /** The time for which the states are calculated: RFC 3339 in UTC with milliseconds. */
  readonly asOf: string
  /** Only events that were recorded at or before this time count, RFC 3339 in UTC. Absent: all recorded events. */
  readonly knownAt?: string | undefined
  /** A schema with the deadlines at a position of the log, from which they are read. Absent: the live ones. */
  readonly at?: Pick<MaterialisedSchema, 'schema' | 'position'> | undefined
  /** The last deadline of the previous page. */
  readonly after?: PagePosition | undefined
  readonly limit: number
}

/** A statement with its parameters. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Conditions with a parameter for each value: `param` returns the name of the next one. */
type Condition = (param: (value: unknown) => string) => string

const COLUMNS = ['caseId', ...Object.keys(deadlineItems.columns)].map((member) => `d.${columnOf(member)} as "${member}"`).join(', ')

/**
 * The deadlines in a state, as alternatives that exclude each other and that an index can serve: those that nothing
 * meets, by the state in which they end, and those that something meets later.
 */
const inState = (state: DeadlineState, asOf: string): readonly Condition[] => {
  const meetsLater: Condition = (param) => `d.met_from > ${param(asOf)}`
  const isDue: Condition = (param) => `d.due_by > ${param(asOf)}`
  const isPast: Condition = (param) => `d.due_by <= ${param(asOf)}`
  const endsAs =
    (end: DeadlineState): Condition =>
    (param) =>
      `d.end_state = ${param(end)}`
  const all =
    (...conditions: readonly Condition[]): Condition =>
    (param) =>
      conditions.map((condition) => condition(param)).join(' and ')
  switch (state) {
    case 'due':
      return [
        ...(['overdue', 'lapsed'] as const).map((end) => all(endsAs(end), isDue)),
        ...(['met', 'metLate'] as const).map((end) => all(endsAs(end), meetsLater, isDue)),
      ]
    case 'overdue':
      return [all(endsAs('overdue'), isPast), all(endsAs('metLate'), meetsLater, isPast, () => 'not d.is_window')]
    case 'lapsed':
      return [all(endsAs('lapsed'), isPast), all(endsAs('metLate'), meetsLater, isPast, () => 'd.is_window')]
    case 'limitUnknown':
    case 'contradicted':
      // Otherwise a deadline that something meets later was due before it was met.
      return [endsAs(state), all(endsAs('met'), meetsLater, isPast, (param) => `d.concern = ${param(state)}`)]
    case 'met':
    case 'metLate':
      return [all(endsAs(state), (param) => `d.met_from <= ${param(asOf)}`)]
  }
}

const requested = ({ state, concerns, heldPersons, asOf }: PageRequest): readonly Condition[] => {
  if (heldPersons !== undefined)
    return Object.keys(STATE_OF_CONCERN).map(
      (concern): Condition =>
        (param) =>
          `d.concern = ${param(concern)} and d.key = any (${param(heldPersons)}::text[]) and (d.met_from is null or d.met_from > ${param(asOf)})`,
    )
  if (concerns === undefined) return state === undefined ? [() => 'true'] : inState(state, asOf)
  return concerns.flatMap((concern) =>
    inState(STATE_OF_CONCERN[concern], asOf).map(
      (inThisState): Condition =>
        (param) =>
          `d.concern = ${param(concern)} and ${inThisState(param)}`,
    ),
  )
}

/** The versions that were known at a time: of the current ones and of the former ones, for each of which there is an index. */
const known = (knownAt: string | undefined): readonly Condition[] => {
  if (knownAt === undefined) return [() => 'd.known_until is null']
  return [
    (param) => `d.known_until is null and d.known_from <= ${param(knownAt)}`,
    (param) => `d.known_until > ${param(knownAt)} and d.known_from <= ${param(knownAt)}`,
  ]
}

/**
 * In cases in which the agency takes part today, for readers who are not excluded. One lookup for each row that is read:
 * a join or `exists` may be planned as a scan of all case files.
 */
const accessible =
  ({ userId, agencyId, caseId, ...moment }: PageRequest, receivingAgency: AgencyId | undefined): Condition =>
  (param) => {
    // At an earlier time a requested case is checked by the caller, in the store: its facts may all be retracted today.
    if (isOfEarlierTime(moment) && caseId !== undefined)
      return `(d.by_address is true and (select file.is_founded from ${CASE_FILES} file where file.case_id = d.case_id)) is not true`
    const isListed = `not (d.by_address is true and file.is_founded is true) and ${takesPart('file', param(agencyId), agencyId === receivingAgency)}`
    return `(select ${isListed} and not ${isExcluded('file.excluded', param(userId))} from ${CASE_FILES} file where file.case_id = d.case_id)`
  }

const statementWith = (compose: (param: (value: unknown) => string) => string): Statement => {
  const parameters: unknown[] = []
  const sql = compose((value) => `$${parameters.push(value)}`)
  return { sql, parameters }
}

/** Some deadlines: where they are read from, as `d`, and the condition on them. */
interface Source {
  readonly from: Condition
  readonly where: Condition
  /** In SQL: the agency of whose list it is, if that is not the reader's. */
  readonly listOf?: string
}

/** The deadlines of all cases, or of the requested one: `offset 0` lets nothing be planned but the key of the case. */
const items =
  ({ caseId, ...moment }: PageRequest): Condition =>
  (param) =>
    `${caseId === undefined ? itemsOf(moment) : `(select * from ${itemsOf(moment)} where case_id = ${param(caseId)} offset 0)`} d`

/**
 * The deadlines that an agency itself owes, and those about persons whom it holds, which another office owes since the case
 * went on to it. For each of the two there is an index; in one case both are found at once.
 */
const own = (request: PageRequest, receivingAgency: AgencyId | undefined): readonly Source[] => {
  const [owed, held]: readonly [Condition, Condition] = [
    (param) => `d.listed_for = ${param(request.agencyId)}`,
    (param) => `d.also_listed_for = ${param(request.agencyId)}`,
  ]
  const conditions: readonly Condition[] = request.caseId === undefined ? [owed, held] : [(param) => `(${owed(param)} or ${held(param)})`]
  return conditions.map((isListed) => ({
    from: items(request),
    where: (param) => [isListed(param), accessible(request, receivingAgency)(param)].join(' and '),
  }))
}

/**
 * The deadlines of the office that has the case, in the cases that the agency has today. A case that is requested as known
 * at an earlier time may have no case file today: it is the caller's, who has checked it in the store.
 */
const ofOffice = (request: PageRequest, receivingAgency: AgencyId | undefined): Source => {
  const mayBeGone = isOfEarlierTime(request) && request.caseId !== undefined
  return {
    from: (param) =>
      `${items(request)(param)} ${mayBeGone ? 'left join' : 'join'} ${CASE_FILES} file on file.case_id = d.case_id and file.is_retracted is not true`,
    where: (param) => {
      const hasIt = `file.office = any (${param(officesOf(request, receivingAgency))}::text[]) and not ${isExcluded('file.excluded', param(request.userId))}`
      return `d.listed_for = ${param(OFFICE_WITH_CASE)} and ${mayBeGone ? `(file.case_id is null or (${hasIt}))` : hasIt}`
    },
  }
}

const officesOf = ({ agencyId }: PageRequest, receivingAgency: AgencyId | undefined): readonly AgencyId[] =>
  agencyId === receivingAgency ? [agencyId, RECEIVING_OFFICE] : [agencyId]

/**
 * The deadlines in a case that victim support founded, and that the agency has, of offices that a document of another
 * sector named.
 */
const ofNamedInVain = (request: PageRequest): Source => ({
  from: (param) => `${items(request)(param)} join ${CASE_FILES} file on file.case_id = d.case_id`,
  where: (param) =>
    [
      `file.office = ${param(request.agencyId)} and file.is_founded and not ${isExcluded('file.excluded', param(request.userId))}`,
      'd.by_address and d.listed_for is not null',
    ].join(' and '),
})

/**
 * The deadlines in the cases to which another agency assigned the user: in all lists of the sector, because the user has
 * the case and not an office.
 */
const ofAssigned = ({ assignedCases = [], at }: PageRequest): readonly Source[] =>
  assignedCases.length === 0
    ? []
    : [
        {
          from: (param) =>
            `(select * from ${itemsOf({ at })} where case_id = any (${param(assignedCases)}::uuid[]) offset 0) d join ${CASE_FILES} file on file.case_id = d.case_id`,
          where: () => 'd.listed_for is not null and not (d.by_address is true and file.is_founded is true)',
          listOf: `case when d.listed_for = '${OFFICE_WITH_CASE}' then file.office else d.listed_for end`,
        },
      ]

/** The deadlines of an agency, as alternatives that exclude each other, but for those of the office that has the case. */
const listed = (request: PageRequest, receivingAgency: AgencyId | undefined): readonly Source[] => [
  ...own(request, receivingAgency),
  ofNamedInVain(request),
  ...ofAssigned(request),
]

/**
 * The statement of a page: the alternatives are read in the order of their index, each at most to the page's limit.
 * @param without cases of which a court order withholds something from the reader
 * @param receivingAgency the agency that receives what is addressed to no office
 */
export const pageStatement = (request: PageRequest, without: readonly string[], receivingAgency: AgencyId | undefined): Statement => {
  const { asOf, knownAt, after, limit, authority } = request
  return statementWith((param) => {
    const conditions = [
      `d.starts_from <= ${param(asOf)}`,
      ...(after === undefined ? [] : [`(d.due_by, d.clock_id) > (${param(after.dueBy)}, ${param(after.clockId)})`]),
      ...(authority === undefined ? [] : [`d.custody->>'authority' = ${param(authority)}`]),
      ...(without.length === 0 ? [] : [`d.case_id <> all (${param(without)}::uuid[])`]),
    ]
    const isInCase = request.caseId !== undefined
    const sources = [...listed(request, receivingAgency), ...(isInCase ? [ofOffice(request, receivingAgency)] : [])]
    const offices = !isInCase && {
      offices: officesOf(request, receivingAgency).map((office) => `${param(office)}::text`),
      isVisible: `file.is_retracted is not true and not ${isExcluded('file.excluded', param(request.userId))}`,
    }
    const selects = known(knownAt).flatMap((version) =>
      requested(request).flatMap((condition) => {
        const conditionsOf = (): string => [version(param), condition(param), ...conditions].join(' and ')
        const ofSources = sources.map(
          ({ from, where, listOf = 'null' }) =>
            `(select ${COLUMNS}, ${listOf} as "listOf" from ${from(param)} where ${conditionsOf()} and ${where(param)} order by d.due_by, d.clock_id limit ${param(limit)})`,
        )
        if (!offices) return ofSources
        const ofOffices = {
          columns: `${COLUMNS}, null as "listOf"`,
          items: itemsOf(request),
          conditions: `d.listed_for = ${param(OFFICE_WITH_CASE)} and ${conditionsOf()}`,
          limit: param(limit),
        }
        return [...ofSources, selectOfOffices(ofOffices, offices)]
      }),
    )
    const page = `select * from (${selects.join(' union all ')}) page order by "dueBy" collate "C", "clockId" collate "C" limit ${param(limit)}`
    return offices ? `${withFewCases(offices)} ${page}` : page
  })
}

/** The statement that finds in which of some cases the agency owes something, or owed something at the earlier time. */
export const owedCasesStatement = (request: PageRequest, among: readonly string[], receivingAgency: AgencyId | undefined): Statement =>
  statementWith((param) => {
    const selects = [...listed(request, receivingAgency), ofOffice(request, receivingAgency)].flatMap(({ from, where }) =>
      known(request.knownAt).map(
        (version) =>
          `select d.case_id from ${from(param)} where ${version(param)} and ${where(param)} and d.case_id = any (${param(among)}::uuid[])`,
      ),
    )
    return `select distinct case_id as "caseId" from (${selects.join(' union all ')}) owed`
  })

/** The statement that finds the cases to which another agency assigned the user, and in which the user's own takes no part. */
export const assignedCasesStatement = (
  { userId, agencyId, roles = [], caseId }: PageRequest,
  receivingAgency: AgencyId | undefined,
): Statement =>
  statementWith((param) => {
    const conditions = [
      isAssigned('file', { userId: param(userId), agencyId: param(agencyId), roles: param(roles) }),
      `not ${takesPart('file', param(agencyId), agencyId === receivingAgency)}`,
      `not ${isExcluded('file.excluded', param(userId))}`,
      ...(caseId === undefined ? [] : [`file.case_id = ${param(caseId)}`]),
    ]
    return `select file.case_id as "caseId" from ${CASE_FILES} file where ${conditions.join(' and ')}`
  })
