import { type Confidentiality, obeying } from '@case-timeline/access'
import { ofCasesOf, type Reader, refoldedFrom, type Withheld, withheldIn, withoutNulls } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { CooperationRequestTable } from './cooperation-requests.entity.ts'
import { cooperationRequestsView } from './cooperation-requests.view.ts'

/** How fast one country answers another under one standing mechanism, or under none. */
export interface ResponseTimes {
  readonly fromParty: string
  readonly toParty: string
  readonly mechanismId?: string | undefined
  readonly requests: number
  readonly open: number
  /** Days to the answer, over the requests that were answered and dated; absent where there is none. */
  readonly medianDays?: number | undefined
  readonly slowestDays?: number | undefined
}

export interface ResponseTimesShown {
  readonly pairs: readonly ResponseTimes[]
  /** The cases that are not counted, because an order of the court keeps something of their requests from the reader; absent: none. */
  readonly withheld?: readonly Withheld[] | undefined
}

/** The response times per pair of countries and mechanism, over the requests of an agency's cases. */
export const responseTimes = async (db: DataSource, reader: Reader, orders: Confidentiality): Promise<ResponseTimesShown> => {
  const requests = () => db.getRepository(CooperationRequestTable).createQueryBuilder('listed')
  const under = [...(await orders.casesUnderOrder())]
  const asked = ofCasesOf(requests().select('listed.caseId', 'caseId').where('listed.caseId = any (:under)', { under }), reader)
  const own: { caseId: string }[] = under.length === 0 ? [] : await asked.distinct(true).getRawMany()
  const closed = await orders.of(
    own.map(({ caseId }) => caseId),
    reader,
  )
  const withheld = [...closed]
    .map(([caseId, disclosed]) => ({ caseId, by: refoldedFrom(cooperationRequestsView, disclosed).by }))
    .filter(({ by }) => by.length > 0)
  const left = requests().where('listed.caseId <> all (:withheld)', { withheld: withheld.map(({ caseId }) => caseId) })
  const counted = left
    .select('listed.fromParty', 'fromParty')
    .addSelect('listed.toParty', 'toParty')
    .addSelect('listed.mechanismId', 'mechanismId')
    .addSelect('count(*)::int', 'requests')
    .addSelect(`(count(*) filter (where listed.state <> 'answered'))::int`, 'open')
    .addSelect('percentile_cont(0.5) within group (order by listed.daysToAnswer)', 'medianDays')
    .addSelect('max(listed.daysToAnswer)', 'slowestDays')
  const groups: Record<keyof ResponseTimes, unknown>[] = await ofCasesOf(counted, reader)
    .groupBy('listed.fromParty')
    .addGroupBy('listed.toParty')
    .addGroupBy('listed.mechanismId')
    .orderBy('listed.fromParty')
    .addOrderBy('listed.toParty')
    .addOrderBy('listed.mechanismId')
    .limit(MOST_PAIRS)
    .getRawMany()
  return obeying({ pairs: groups.map((group) => withoutNulls(group) as unknown as ResponseTimes), ...withheldIn({ withheld }) })
}

/** More pairs than there are mechanisms between the countries of a region. */
const MOST_PAIRS = 1_000
