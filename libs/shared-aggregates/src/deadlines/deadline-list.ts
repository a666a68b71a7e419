import { type CaseGate, type Confidentiality, type Disclosed, disclosedBy, type DisclosedCase, type Viewer } from '@case-timeline/access'
import {
  disclosedHistory,
  ordersWithholding,
  PAGE_MEMBERS,
  readAtPosition,
  RECEIVING_OFFICE,
  withheldIn,
  withoutNulls,
} from '@case-timeline/lists'
import type { CustodyConcerned } from '@case-timeline/casework'
import { AgencyId, comparePositions, Id, Jurisdiction } from '@case-timeline/contracts'
import { type EventStore, historyOf } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { clockEventTypesOf } from './clocks.ts'
import { alsoListedFor, type Deadline, DeadlineState, STATE_OF_CONCERN } from './deadline.ts'
import type { DeadlineItem } from './deadline-items.ts'
import {
  assignedCasesStatement,
  isOfEarlierTime,
  owedCasesStatement,
  type PagePosition,
  type PageRequest,
  pageStatement,
  type Statement,
} from './deadline-page.ts'
import { deadlinesTable } from './deadlines.view.ts'
import { deadlinesIn, type DeadlineScope } from './missed-deadline.ts'
import { startedStateAt, stateAt } from './deadline-calculation.ts'

/** The custody of a person about which something is to be said, as `CustodyConcerned` of casework. */
export const CustodyShown = z.strictObject({
  concern: z.enum(['limitPassed', 'orderEnded', 'sentenceServed', 'rightEnded', 'limitUnknown', 'contradicted']),
  ground: z
    .enum([
      'acquitted',
      'chargesEnded',
      'notReplaced',
      'nonPunishment',
      'noProsecution',
      'bail',
      'releaseOrdered',
      'died',
      'noCustodialSentence',
    ])
    .optional(),
  authority: z.string(),
  by: z.enum(['arrest', 'order', 'extension']),
  from: z.string(),
  unlawfulFrom: z.string().optional().meta({
    description:
      'from when the law allows the custody no longer, if that is before the due date: the policy leaves a time for the release, or the limit was over before the order began: RFC 3339 in UTC',
  }),
  heldByEventId: Id,
  agency: AgencyId.optional().meta({ description: 'the agency that recorded by what the person is held' }),
  orderRef: z.string().optional(),
  legalBasis: z.string().optional(),
  contradictedBy: z
    .strictObject({ eventId: Id, service: z.string(), states: z.enum(['released', 'died']) })
    .optional()
    .meta({ description: 'what another service, which does not hold the person, states of the person' }),
  law: z.string().optional().meta({ description: 'the source of the limit in the policy' }),
  notAccepted: z
    .strictObject({
      reasons: z.array(z.string()).readonly(),
      dueBy: z.string().meta({ description: 'from when the custody would be beyond the law if all of it did not count, RFC 3339 in UTC' }),
    })
    .optional()
    .meta({
      description:
        'time that the agency which holds the person states not to count and that moves no limit: it had not passed when it was recorded, or the limit had',
    }),
}) satisfies z.ZodType<CustodyConcerned>

const DeadlineShown = z.strictObject({
  caseId: Id,
  clockId: z.string(),
  ruleId: z.string().meta({ description: 'the rule that a missed deadline breaks' }),
  eventId: Id.meta({ description: 'the event that started the clock' }),
  key: z.string().meta({ description: 'what the deadline concerns: a person, an order, or a decision and the person to be notified' }),
  owedBy: AgencyId,
  jurisdiction: Jurisdiction.meta({ description: 'the country by whose policy the deadline is judged' }),
  startedAt: z.string(),
  dueBy: z.string().meta({ description: 'the first moment at which the act is late, RFC 3339 in UTC' }),
  zone: z.string().optional(),
  state: DeadlineState,
  metAt: z.string().optional(),
  metStatedAt: z.string().optional().meta({
    description: 'when its sector recorded the act, if after the due date and about custody: a miss recorded before stays',
  }),
  custody: CustodyShown.optional().meta({ description: 'the custody of a person that it concerns' }),
})
/** A deadline with its state at the requested time. */
export type DeadlineShown = z.infer<typeof DeadlineShown>

export type DeadlinesQuery = Omit<PageRequest, 'at'> &
  Viewer & {
    /** The schema with the views at a position of the log, from which the deadlines are read. Absent: the live ones. */
    readonly schema?: string | undefined
  }

type ShownMember = Exclude<keyof DeadlineShown, 'caseId' | 'state'>

const shown = (
  caseId: string,
  { clockId, ruleId, eventId, key, owedBy, jurisdiction, startedAt, dueBy, zone, metAt, metStatedAt, custody }: Pick<Deadline, ShownMember>,
  state: DeadlineState,
): DeadlineShown => ({
  ...{ caseId, clockId, ruleId, eventId, key, owedBy, jurisdiction, startedAt, dueBy },
  ...(zone === undefined ? {} : { zone }),
  state,
  // An act that was done after the requested time is not shown.
  ...(metAt !== undefined && state.startsWith('met') ? { metAt } : {}),
  ...(metStatedAt !== undefined && state.startsWith('met') ? { metStatedAt } : {}),
  ...(custody === undefined ? {} : { custody }),
})

const isAfter = ({ dueBy, clockId }: PagePosition, other: PagePosition): boolean =>
  dueBy > other.dueBy || (dueBy === other.dueBy && clockId > other.clockId)

const inDueOrder = (a: DeadlineShown, b: DeadlineShown): number => (isAfter(a, b) ? 1 : -1)

interface OwedInCase {
  readonly caseId: string
  readonly deadlines: readonly Deadline[]
}

/** One page of the deadlines that an agency owes in some cases. */
export const listedDeadlines = (
  cases: readonly OwedInCase[],
  { agencyId, assignedCases, state, asOf, after, limit, concerns, heldPersons, authority }: PageRequest,
): readonly DeadlineShown[] =>
  cases
    .flatMap(({ caseId, deadlines }) =>
      deadlines.flatMap((deadline) => {
        const isOwed = deadline.reportedBy === undefined && (deadline.owedBy === agencyId || assignedCases?.includes(caseId) === true)
        const isOwn = isOwed || alsoListedFor(deadline) === agencyId
        const current = isOwn ? stateAt(deadline, asOf) : undefined
        if (current === undefined || (state !== undefined && current !== state)) return []
        const { custody, metFrom } = deadline
        if (heldPersons && !(custody && heldPersons.includes(deadline.key) && (metFrom === undefined || metFrom > asOf))) return []
        if (concerns && !(custody && concerns.includes(custody.concern) && current === STATE_OF_CONCERN[custody.concern])) return []
        if (authority !== undefined && custody?.authority !== authority) return []
        return after === undefined || isAfter(deadline, after) ? [shown(caseId, deadline, current)] : []
      }),
    )
    .toSorted(inDueOrder)
    .slice(0, limit)

/** The dependencies of a list of deadlines. */
export interface DeadlineSource {
  readonly db: DataSource
  readonly store: Pick<EventStore, 'lastPosition' | 'hashesAt'>
  readonly cases: CaseGate
  /** One object for all requests: what is calculated of a case is kept by it. */
  readonly scope: DeadlineScope
  readonly confidentiality: Confidentiality
}

export const DeadlinesPage = z.strictObject({ deadlines: z.array(DeadlineShown).readonly(), ...PAGE_MEMBERS })
export type DeadlinesPage = z.infer<typeof DeadlinesPage>

/** An example of a page of deadlines. */
export const DEADLINES: DeadlinesPage = {
  deadlines: [
    {
      caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
      clockId: 'victim-is-notified-of-decision-in-time~8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b~d3b0a1c2',
      ruleId: 'prosecution.victim-is-notified-of-decision-in-time',
      eventId: '8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b',
      key: '8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b~d3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
      owedBy: 'ph-prosecution',
      jurisdiction: 'PH',
      startedAt: '2026-09-15',
      dueBy: '2026-09-20T16:00:00.000Z',
      zone: 'Asia/Manila',
      state: 'met',
      metAt: '2026-09-16',
    },
  ],
}

/** What a case of which something is withheld has for a list, and the ids of the orders that withhold it. */
interface DisclosedInCase extends OwedInCase {
  readonly by: readonly string[]
}

/** The deadlines of a case of which something is withheld, from what is disclosed of it: those of now once while it is as it is. */
const disclosedDeadlines = (
  caseId: string,
  disclosed: DisclosedCase,
  scope: DeadlineScope,
  { knownAt, at }: Pick<PageRequest, 'knownAt' | 'at'>,
): DisclosedInCase => {
  const compute = (): DisclosedInCase => {
    const history = disclosedHistory(disclosed)
      .filter(({ recordedAt }) => knownAt === undefined || recordedAt <= knownAt)
      .filter(({ position }) => at === undefined || comparePositions(position, at.position) <= 0)
    const by = ordersWithholding(disclosed, clockEventTypesOf(scope.clocks))
    return { caseId, deadlines: deadlinesIn(historyOf(history), scope), by }
  }
  return knownAt === undefined && at === undefined ? disclosed.computed(scope, compute) : compute()
}

/** A deadline, and the agency in whose list it is, if that is not the reader's. */
type ListedItem = DeadlineItem & { readonly listOf?: AgencyId | undefined }

/**
 * A page of the deadlines of an agency, as known now, at an earlier time or at a position of the log. The court orders in
 * force now also apply to earlier times, and who may see a case is decided as for the live list: of a case of which one withholds something, the deadlines are calculated from what is disclosed.
 * @throws Problem `not-found` for a schema that cannot be read, or that is dropped meanwhile
 */
export const deadlines = (source: DeadlineSource, { schema, ...request }: DeadlinesQuery): Promise<Disclosed<DeadlinesPage>> =>
  readAtPosition(source, schema, deadlinesTable, (at) => deadlinesAt(source, { ...request, at }))

const deadlinesAt = async (source: DeadlineSource, requested: PageRequest & Viewer): Promise<Disclosed<DeadlinesPage>> => {
  const { db, confidentiality, scope, cases } = source
  const { caseId, roles = [] } = requested
  const receivingAgency = scope.receiving?.agencyId
  const run = <T>({ sql, parameters }: Statement): Promise<readonly T[]> => db.query(sql, [...parameters])
  const participation =
    isOfEarlierTime(requested) && caseId !== undefined ? await cases.participationIn(requested, caseId) : 'participating'
  if (participation !== 'participating' && participation !== 'assigned')
    return disclosedBy(await confidentiality.disclosedCases([], requested), { deadlines: [] })
  const assigned = roles.length === 0 ? [] : await run<{ caseId: string }>(assignedCasesStatement(requested, receivingAgency))
  const query = { ...requested, assignedCases: assigned.map((one) => one.caseId) }
  for (;;) {
    const underOrder = [...(await confidentiality.casesUnderOrder())].filter((one) => caseId === undefined || one === caseId)
    const owed = underOrder.length === 0 ? [] : await run<{ caseId: string }>(owedCasesStatement(query, underOrder, receivingAgency))
    const closed = await confidentiality.disclosedCases(
      owed.map((one) => one.caseId),
      query,
    )
    const rows = (await run<ListedItem>(pageStatement(query, [...closed.keys()], receivingAgency))).map(withoutNulls)
    // After reading the rows: an order that was recorded in the meantime is applied, too.
    const closedSince = await confidentiality.disclosedCases(
      rows.map((row) => row.caseId),
      query,
    )
    if (closedSince.size > 0) continue
    const open = rows.map((row) => {
      // Of all else in the list of an agency, it owes the act: itself, or as the office that has the case.
      const ofList = row.listOf === RECEIVING_OFFICE ? receivingAgency : row.listOf
      const owedBy = row.alsoListedFor === query.agencyId ? row.owedBy : (ofList ?? query.agencyId)
      return shown(row.caseId, { ...row, owedBy }, startedStateAt({ ...row, window: row.isWindow }, query.asOf))
    })
    const disclosed = [...closed].map(([id, one]) => disclosedDeadlines(id, one, scope, query))
    const redacted = listedDeadlines(disclosed, query)
    const withheld = disclosed.filter(({ by }) => by.length > 0).map(({ caseId: id, by }) => ({ caseId: id, by }))
    const page = [...open, ...redacted].toSorted(inDueOrder).slice(0, query.limit)
    return disclosedBy(closed, { deadlines: page, ...withheldIn({ withheld }) })
  }
}
