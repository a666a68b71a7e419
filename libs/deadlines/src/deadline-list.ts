import { type CaseDisclosed, type Confidentiality, obeying, type Onlooker } from '@case-timeline/access'
import { BESIDE_A_LIST, notExcluded, ordersKeeping, shownOf, withheldIn } from '@case-timeline/case-file'
import { AgencyId, Id } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { watchedBy } from './clocks.ts'
import { type Deadline, DeadlineState } from './deadline.ts'
import { deadlinesIn, type Owed } from './miss.ts'
import { stateAt } from './reckoning.ts'

const DeadlineShown = z.strictObject({
  caseId: Id,
  clockId: z.string(),
  ruleId: z.string().meta({ description: 'the rule whose clock it is' }),
  eventId: Id.meta({ description: 'the event that started it' }),
  key: z.string().meta({ description: 'what it runs for: a person, an order, a decision and whom it is told' }),
  owedBy: AgencyId,
  startedAt: z.string(),
  dueBy: z.string().meta({ description: 'the first moment at which it is too late, RFC 3339 in UTC' }),
  zone: z.string().optional(),
  state: DeadlineState,
  metAt: z.string().optional(),
})
/** A deadline as it stood at the moment asked for. */
export type DeadlineShown = z.infer<typeof DeadlineShown>

export interface DeadlinesAsked extends Onlooker {
  readonly userId: string
  readonly state?: DeadlineState | undefined
  readonly caseId?: string | undefined
  /** What had happened by then: RFC 3339 in UTC with milliseconds. */
  readonly asOf: string
  /** What had been recorded by then, later corrections left out: RFC 3339 in UTC; absent: now. */
  readonly knownAt?: string | undefined
  /** The last one of the page before. */
  readonly after?: Place | undefined
  readonly limit: number
}

/** Where a page ended: they are listed by the time they are due, then by clock. */
export type Place = Pick<Deadline, 'dueBy' | 'clockId'>

const shown = (
  caseId: string,
  { missed: _, metFrom: __, window: ___, metAt, ...deadline }: Deadline,
  state: DeadlineState,
): DeadlineShown => ({
  caseId,
  ...deadline,
  state,
  // What was done after the moment asked for is not shown.
  ...(metAt !== undefined && state.startsWith('met') ? { metAt } : {}),
})

const isAfter = ({ dueBy, clockId }: Place, place: Place): boolean =>
  dueBy > place.dueBy || (dueBy === place.dueBy && clockId > place.clockId)

interface Owing {
  readonly caseId: string
  readonly deadlines: readonly Deadline[]
}

/** Deadlines of some cases, as one agency is shown them: only what it owes itself. */
export const listed = (
  cases: readonly Owing[],
  { agencyId, state, asOf, after, limit }: Omit<DeadlinesAsked, 'sector'>,
): readonly DeadlineShown[] =>
  cases
    .flatMap(({ caseId, deadlines }) =>
      deadlines.flatMap((deadline) => {
        const stood = deadline.owedBy === agencyId ? stateAt(deadline, asOf) : undefined
        if (stood === undefined || (state !== undefined && stood !== state)) return []
        return after === undefined || isAfter(deadline, after) ? [shown(caseId, deadline, stood)] : []
      }),
    )
    .toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
    .slice(0, limit)

/** The cases in which an agency owes something, as far as the view has come. */
const casesOwing = (db: DataSource, { userId, agencyId, caseId }: DeadlinesAsked): Promise<Owing[]> =>
  db.query(
    `select case_id as "caseId", deadlines from deadlines_v1
      where owed_by @> array[$1] and ($2::uuid is null or case_id = $2) and ${notExcluded('deadlines_v1.case_id', '$3')}`,
    [agencyId, caseId ?? null, userId],
  )

const isReadable = async (db: DataSource, caseId: string, userId: string): Promise<boolean> =>
  (await db.query<unknown[]>(`select 1 where ${notExcluded('$1::uuid', '$2')}`, [caseId, userId])).length > 0

/** What a list of deadlines is made from. */
export interface DeadlineSource {
  readonly db: DataSource
  readonly store: EventStore
  readonly owed: Owed
  readonly confidentiality: Confidentiality
}

export const DeadlinesFound = z.strictObject({ deadlines: z.array(DeadlineShown).readonly(), ...BESIDE_A_LIST })
export type DeadlinesFound = z.infer<typeof DeadlinesFound>

/** What a list of deadlines shows. */
export const DEADLINES: DeadlinesFound = {
  deadlines: [
    {
      caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
      clockId: 'a-victim-is-told-of-a-decision-in-time~8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b~d3b0a1c2',
      ruleId: 'prosecution.a-victim-is-told-of-a-decision-in-time',
      eventId: '8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b',
      key: '8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b~d3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
      owedBy: 'ph-prosecution',
      startedAt: '2026-09-15',
      dueBy: '2026-09-20T16:00:00.000Z',
      zone: 'Asia/Manila',
      state: 'met',
      metAt: '2026-09-16',
    },
  ],
}

/** What an agency owes: as is known now, or as was known at an earlier moment. Today's orders of the court close the past as well. */
export const deadlines = async (source: DeadlineSource, asked: DeadlinesAsked): Promise<DeadlinesFound> => {
  const { db, confidentiality, owed } = source
  const { knownAt, caseId: only, userId } = asked
  const isNamed = knownAt !== undefined && only !== undefined
  if (isNamed && !(await isReadable(db, only, userId))) return obeying({ deadlines: [] })
  // A case in which the agency owes nothing now may have owed something as was known then.
  const owing = isNamed ? [{ caseId: only, deadlines: [] }] : await casesOwing(db, asked)
  const closed = await confidentiality.of(
    owing.map(({ caseId }) => caseId),
    asked,
  )
  const found =
    knownAt === undefined
      ? listed(owing.map(leftOf(closed, owed)), asked)
      : await knownThen(source, closed, { ...asked, knownAt, caseIds: owing.map(({ caseId }) => caseId) })
  const withheld = [...closed]
    .map(([caseId, disclosed]) => ({ caseId, by: ordersKeeping(disclosed, watchedBy(owed.sector)) }))
    .filter(({ by }) => by.length > 0)
  return obeying({ deadlines: found, ...withheldIn({ withheld }) })
}

type Closed = ReadonlyMap<string, CaseDisclosed>

const leftOf =
  (closed: Closed, owed: Owed) =>
  (owing: Owing): Owing => {
    const disclosed = closed.get(owing.caseId)
    return disclosed ? { caseId: owing.caseId, deadlines: deadlinesIn(shownOf(disclosed), owed) } : owing
  }

/** So many cases are read from the store at a time, and of all that they owe only as much is kept as is asked for. */
const AT_A_TIME = 50

const knownThen = async (
  { store, owed }: DeadlineSource,
  closed: Closed,
  asked: DeadlinesAsked & { readonly knownAt: string; readonly caseIds: readonly string[] },
): Promise<readonly DeadlineShown[]> => {
  const historyOf = async (caseId: string): Promise<readonly StoredEvent[]> => {
    const disclosed = closed.get(caseId)
    return disclosed ? shownOf(disclosed) : store.readCase(caseId)
  }
  const owingThen = async (caseId: string): Promise<Owing> => {
    const history = (await historyOf(caseId)).filter(({ recordedAt }) => recordedAt <= asked.knownAt)
    return { caseId, deadlines: deadlinesIn(history, owed) }
  }
  let first: readonly DeadlineShown[] = []
  for (let at = 0; at < asked.caseIds.length; at += AT_A_TIME) {
    const known = await Promise.all(asked.caseIds.slice(at, at + AT_A_TIME).map(owingThen))
    first = [...first, ...listed(known, asked)].toSorted((a, b) => (isAfter(a, b) ? 1 : -1)).slice(0, asked.limit)
  }
  return first
}
