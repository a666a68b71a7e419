import { type Confidentiality, type Disclosed, disclosedBy } from '@case-timeline/access'
import {
  type AtPosition,
  disclosedAt,
  inCasesOfAgency,
  PAGE_MEMBERS,
  type Reader,
  refoldedFrom,
  rowsAt,
  withheldIn,
  withoutNulls,
} from '@case-timeline/lists'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { COOPERATION_REQUEST, CooperationRequest, cooperationRequestsView } from './cooperation-requests.view.ts'

/** The response times of one country to another, under one cooperation mechanism or under none. */
const ResponseTimes = z.strictObject({
  ...CooperationRequest.pick({ fromParty: true, toParty: true, mechanismId: true }).shape,
  requests: z.int().min(1),
  open: z.int().min(0),
  medianDays: z.number().min(0).optional().meta({
    description: 'the median number of days to the answer, over the answered requests with dates; absent if there are none',
  }),
  slowestDays: z.int().min(0).optional(),
})
type ResponseTimes = z.infer<typeof ResponseTimes>

export const ResponseTimesList = z.strictObject({
  pairs: z.array(ResponseTimes),
  withheld: PAGE_MEMBERS.withheld.meta({
    description: 'the cases that are not counted, because a court order withholds part of their requests from the reader; absent: none',
  }),
})
export type ResponseTimesList = z.infer<typeof ResponseTimesList>

/** An example of the response times. */
export const RESPONSE_TIMES: ResponseTimesList = {
  pairs: [
    {
      fromParty: COOPERATION_REQUEST.fromParty,
      toParty: COOPERATION_REQUEST.toParty,
      mechanismId: COOPERATION_REQUEST.mechanismId,
      requests: 3,
      open: 1,
      medianDays: 10.5,
      slowestDays: 11,
    },
  ],
}

/**
 * The response times per pair of countries and mechanism, over the requests in the cases of an agency.
 * @param at a schema of views at a position of the log; absent: the live view
 */
export const responseTimes = async (
  db: DataSource,
  reader: Reader,
  orders: Confidentiality,
  at?: AtPosition,
): Promise<Disclosed<ResponseTimesList>> => {
  const requests = () => rowsAt(db, cooperationRequestsView, at)
  const underOrder = [...(await orders.casesUnderOrder())]
  const ownCasesQuery = inCasesOfAgency(
    requests().select('listed.caseId', 'caseId').where('listed.caseId = any (:underOrder)', { underOrder }),
    reader,
  )
  const ownCases: { caseId: string }[] = underOrder.length === 0 ? [] : await ownCasesQuery.distinct(true).getRawMany()
  const closed = await orders.disclosedCases(
    ownCases.map(({ caseId }) => caseId),
    reader,
  )
  const withheld = [...closed]
    .map(([caseId, disclosed]) => ({ caseId, by: refoldedFrom(cooperationRequestsView, disclosedAt(disclosed, at)).by }))
    .filter(({ by }) => by.length > 0)
  const countable = requests().where('listed.caseId <> all (:withheld)', { withheld: withheld.map(({ caseId }) => caseId) })
  const counted = countable
    .select('listed.fromParty', 'fromParty')
    .addSelect('listed.toParty', 'toParty')
    .addSelect('listed.mechanismId', 'mechanismId')
    .addSelect('count(*)::int', 'requests')
    .addSelect(`(count(*) filter (where listed.state <> 'answered'))::int`, 'open')
    .addSelect('percentile_cont(0.5) within group (order by listed.daysToAnswer)', 'medianDays')
    .addSelect('max(listed.daysToAnswer)', 'slowestDays')
  const groups: Record<keyof ResponseTimes, unknown>[] = await inCasesOfAgency(counted, reader)
    .groupBy('listed.fromParty')
    .addGroupBy('listed.toParty')
    .addGroupBy('listed.mechanismId')
    .orderBy('listed.fromParty')
    .addOrderBy('listed.toParty')
    .addOrderBy('listed.mechanismId')
    .limit(MAX_PAIRS)
    .getRawMany()
  return disclosedBy(closed, { pairs: groups.map((group) => withoutNulls(group) as unknown as ResponseTimes), ...withheldIn({ withheld }) })
}

/** Limits the answer; a region has fewer pairs of countries and mechanisms. */
const MAX_PAIRS = 1_000
