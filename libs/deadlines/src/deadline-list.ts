import { notExcluded } from '@case-timeline/case-file'
import type { AgencyId } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Deadline, DeadlineState } from './deadline.ts'
import { stateAt } from './reckoning.ts'
import { deadlinesIn, type Owed } from './miss.ts'

/** A deadline as it stood at the moment asked for. */
export interface DeadlineShown extends Omit<Deadline, 'missed' | 'metFrom' | 'window'> {
  readonly caseId: string
  readonly state: DeadlineState
}

export interface DeadlinesAsked {
  readonly userId: string
  readonly agencyId: AgencyId
  readonly state?: DeadlineState | undefined
  readonly caseId?: string | undefined
  /** What had happened by then: RFC 3339 in UTC with milliseconds. */
  readonly asOf: string
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

/** Deadlines of some cases, as one agency is shown them: only what it owes itself. */
export const listed = (
  cases: readonly { readonly caseId: string; readonly deadlines: readonly Deadline[] }[],
  { agencyId, state, asOf, after, limit }: DeadlinesAsked,
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
const casesOwing = (
  db: DataSource,
  { userId, agencyId, caseId }: DeadlinesAsked,
): Promise<{ caseId: string; deadlines: readonly Deadline[] }[]> =>
  db.query(
    `select case_id as "caseId", deadlines from deadlines_v1
      where owed_by @> array[$1] and ($2::uuid is null or case_id = $2) and ${notExcluded('deadlines_v1.case_id', '$3')}`,
    [agencyId, caseId ?? null, userId],
  )

const isReadable = async (db: DataSource, caseId: string, userId: string): Promise<boolean> =>
  (await db.query<unknown[]>(`select 1 where ${notExcluded('$1::uuid', '$2')}`, [caseId, userId])).length > 0

/** What an agency owes, as is known now. */
export const deadlines = async (db: DataSource, asked: DeadlinesAsked): Promise<readonly DeadlineShown[]> =>
  listed(await casesOwing(db, asked), asked)

/** The most cases whose past knowledge one query folds anew. */
export const MOST_CASES = 500

/** Too many cases to fold each anew. */
export class TooManyCases extends Error {
  override readonly name = 'TooManyCases'
}

/**
 * What an agency owed as was known at an earlier moment: what was recorded later, corrections too, is left out.
 * @param knownAt RFC 3339 in UTC
 * @throws TooManyCases
 */
export const deadlinesKnownAt = async (
  it: { readonly db: DataSource; readonly store: EventStore; readonly owed: Owed },
  knownAt: string,
  asked: DeadlinesAsked,
): Promise<readonly DeadlineShown[]> => {
  const { caseId: only, userId } = asked
  if (only !== undefined && !(await isReadable(it.db, only, userId))) return []
  const caseIds = only === undefined ? (await casesOwing(it.db, asked)).map(({ caseId }) => caseId) : [only]
  if (caseIds.length > MOST_CASES) throw new TooManyCases(`more than ${MOST_CASES} cases owe something: name one of them with case`)
  const known = await Promise.all(
    caseIds.map(async (caseId) => {
      const history = (await it.store.readCase(caseId)).filter(({ recordedAt }) => recordedAt <= knownAt)
      return { caseId, deadlines: deadlinesIn(history, it.owed) }
    }),
  )
  return listed(known, asked)
}
