import { readFileSync } from 'node:fs'
import { ROLES, type Role } from '@case-timeline/access'
import { SECTORS, SERVICES, type ServiceName } from '@case-timeline/contracts'

const PAGE = 'docs/access.md'

/** The columns of the first table: the kinds of callers. */
export const CALLER_KINDS = [
  'no token',
  'unusable token',
  'another sector',
  'another role',
  'agency without a part',
  'excluded user',
  'agency with a referral',
  'colleague of an assigned person',
  'assigned person of another agency',
  'no such case',
  'agency with a part',
] as const
export type CallerKind = (typeof CALLER_KINDS)[number]

/** What a caller gets; undefined: no caller of that kind exists. */
export type Outcome = 'served' | '401' | '403' | '404'

/** Who may call a route with a token of one sector. */
export interface RouteRow {
  readonly service: ServiceName
  /** Such as `POST /cases/:caseId/identify-suspect`. */
  readonly route: string
  /** What the route is for: a row of the first table. */
  readonly audience: string
  readonly sector: ServiceName
  readonly roles: readonly Role[]
}

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''))

const sections = new Map(
  readFileSync(new URL(`../../../../${PAGE}`, import.meta.url), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
)

const tableUnder = (heading: string): Table => {
  const [columns, , ...rows] = (sections.get(heading) ?? '').split('\n').filter((line) => line.startsWith('|'))
  if (columns === undefined) throw new Error(`${PAGE} has no table under the heading "${heading}"`)
  return { columns: cellsOf(columns).slice(1), rows: rows.map(cellsOf) }
}

/** The sections with routes: the services that have them, and the sectors whose callers their columns are about. */
const ROUTE_SECTIONS: Readonly<Record<string, readonly (readonly [ServiceName, ServiceName])[]>> = {
  'Every service': SERVICES.map((service) => [service, service]),
  'Every sector': SECTORS.map((service) => [service, service]),
  investigation: [['investigation', 'investigation']],
  prosecution: [['prosecution', 'prosecution']],
  adjudication: [['adjudication', 'adjudication']],
  'victim-support': [['victimSupport', 'victimSupport']],
  'audit-trail': [['auditTrail', 'auditTrail']],
  'audit-trail, for every sector': SECTORS.map((sector) => ['auditTrail', sector]),
}

const ANSWERS_HEADING = 'What a caller gets'

/** The headings of the page that are no section of it as this file reads it. */
export const UNKNOWN_HEADINGS: readonly string[] = [...sections.keys()].filter(
  (heading) => heading !== ANSWERS_HEADING && !Object.hasOwn(ROUTE_SECTIONS, heading),
)

const ROLE_OF_COLUMN: Readonly<Record<string, Readonly<Partial<Record<ServiceName, Role>>>>> = {
  lead: {
    investigation: 'lead-investigator',
    prosecution: 'supervising-prosecutor',
    adjudication: 'registrar',
    victimSupport: 'support-lead',
  },
  caseworker: { investigation: 'investigator', prosecution: 'prosecutor', adjudication: 'judge', victimSupport: 'case-worker' },
}

const roleOf = (column: string, sector: ServiceName): Role => {
  const name = ROLE_OF_COLUMN[column]?.[sector] ?? column
  const role = ROLES[sector].find((one) => one === name)
  if (role === undefined) throw new Error(`${PAGE} has a column ${column}, which is no role of ${sector}`)
  return role
}

const routeOf = (name: string): string => (/^[A-Z]+ /.test(name) ? name : `POST /cases/:caseId/${name}`)

/** The tables of the routes, with a row for each sector whose tokens a service accepts. */
export const ROUTE_ROWS: readonly RouteRow[] = Object.entries(ROUTE_SECTIONS).flatMap(([heading, pairs]) => {
  const { columns, rows } = tableUnder(heading)
  return rows.flatMap(([name = '', audience = '', ...marks]) =>
    pairs.map(([service, sector]): RouteRow => {
      const roles = columns.slice(1).filter((_, index) => marks[index] === 'x')
      return { service, route: routeOf(name), audience, sector, roles: roles.map((column) => roleOf(column, sector)) }
    }),
  )
})

/** The roles that the tables of a service have a column for, with tokens of its own sector. */
export const rolesWithColumn = (service: ServiceName): ReadonlySet<Role> =>
  new Set(
    Object.entries(ROUTE_SECTIONS)
      .filter(([heading, pairs]) => heading !== 'Every service' && pairs.some(([owner, sector]) => owner === service && sector === service))
      .flatMap(([heading]) => tableUnder(heading).columns.slice(1))
      .map((column) => roleOf(column, service)),
  )

const answers = tableUnder(ANSWERS_HEADING)

/** The kinds of callers that the page has a column for. */
export const KINDS_WITH_COLUMN = answers.columns

/** The first table: what each kind of caller gets, by what the route is for. */
export const OUTCOMES: ReadonlyMap<string, Readonly<Partial<Record<string, Outcome>>>> = new Map(
  answers.rows.map(([audience = '', ...cells]) => [
    audience,
    Object.fromEntries(answers.columns.flatMap((column, index) => (cells[index] === '' ? [] : [[column, cells[index] as Outcome]]))),
  ]),
)
