import { type Confidentiality, obeying } from '@case-timeline/access'
import { BESIDE_A_LIST, ofCasesOf, type Reader, refoldedFrom, withheldIn, withoutNulls } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { CooperationRequestTable } from './cooperation-requests.entity.ts'
import { COOPERATION_REQUEST, CooperationRequest, cooperationRequestsView } from './cooperation-requests.view.ts'

/** How fast one country answers another under one standing mechanism, or under none. */
const ResponseTimes = z.strictObject({
  ...CooperationRequest.pick({ fromParty: true, toParty: true, mechanismId: true }).shape,
  requests: z.int().min(1),
  open: z.int().min(0),
  medianDays: z.number().min(0).optional().meta({
    description: 'days to the answer, over the requests that were answered and dated; absent where there is none',
  }),
  slowestDays: z.int().min(0).optional(),
})
type ResponseTimes = z.infer<typeof ResponseTimes>

export const ResponseTimesShown = z.strictObject({
  pairs: z.array(ResponseTimes),
  withheld: BESIDE_A_LIST.withheld.meta({
    description:
      'the cases that are not counted, because an order of the court keeps something of their requests from the reader; absent: none',
  }),
})
export type ResponseTimesShown = z.infer<typeof ResponseTimesShown>

/** What the response times show. */
export const RESPONSE_TIMES: ResponseTimesShown = {
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
