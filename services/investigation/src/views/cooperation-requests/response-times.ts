import { ofCasesOf, type Reader, withoutNulls } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { CooperationRequestTable } from './cooperation-requests.entity.ts'

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

/** The response times per pair of countries and mechanism, over the requests of an agency's cases. */
export const responseTimes = async (db: DataSource, reader: Reader): Promise<readonly ResponseTimes[]> => {
  const all = db
    .getRepository(CooperationRequestTable)
    .createQueryBuilder('listed')
    .select('listed.fromParty', 'fromParty')
    .addSelect('listed.toParty', 'toParty')
    .addSelect('listed.mechanismId', 'mechanismId')
    .addSelect('count(*)::int', 'requests')
    .addSelect(`(count(*) filter (where listed.state = 'open'))::int`, 'open')
    .addSelect('percentile_cont(0.5) within group (order by listed.daysToAnswer)', 'medianDays')
    .addSelect('max(listed.daysToAnswer)', 'slowestDays')
  const groups: Record<keyof ResponseTimes, unknown>[] = await ofCasesOf(all, reader)
    .groupBy('listed.fromParty')
    .addGroupBy('listed.toParty')
    .addGroupBy('listed.mechanismId')
    .orderBy('listed.fromParty')
    .addOrderBy('listed.toParty')
    .addOrderBy('listed.mechanismId')
    .limit(MOST_PAIRS)
    .getRawMany()
  return groups.map((group) => withoutNulls(group) as unknown as ResponseTimes)
}

/** More pairs than there are mechanisms between the countries of a region. */
const MOST_PAIRS = 1_000
