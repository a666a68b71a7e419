import { type Confidentiality, obeying } from '@case-timeline/access'
import { disclosedRows, ofCasesOf, type Page, pageOf, type PageQuery, type Reader } from '@case-timeline/case-file'
import { AgencyId, Id, OnlineTraceRecorded } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { TraceTable } from './linked-traces.entity.ts'
import { linkedTracesView, Trace } from './linked-traces.view.ts'

/** A trace that another case holds too. Neither the trace nor its hash is shown, and of a case of others only whom to ask. */
export const LinkedTrace = z.strictObject({
  ...Trace.pick({ caseId: true, traceId: true, kind: true, platform: true, recordedAt: true, since: true }).shape,
  ownCases: z.array(Id).meta({ description: 'the agency’s own cases that hold it too' }),
  alsoHeldBy: z.array(AgencyId).meta({ description: 'the agencies that recorded it in cases in which this agency takes no part' }),
})
export type LinkedTrace = z.infer<typeof LinkedTrace>

const { traceId, kind, platform } = OnlineTraceRecorded.example
/** What a list of linked traces shows of one. */
export const LINKED_TRACE: LinkedTrace = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  traceId,
  kind,
  platform,
  recordedAt: '2026-04-02',
  since: '2026-04-02T02:15:00.000000Z',
  ownCases: [],
  alsoHeldBy: ['my-police'],
}

/** The traces of an agency's cases that another case holds too. A trace that a court keeps from the reader links nothing, in whichever case it is. */
export const linkedTraces = async (
  db: DataSource,
  reader: Reader,
  page: PageQuery,
  orders: Confidentiality,
): Promise<Page<LinkedTrace>> => {
  const traces = () => db.getRepository(TraceTable).createQueryBuilder('listed')
  const linked = traces().where(
    `exists (select 1 from linked_traces_v1 twin where twin.trace_hash = listed.traceHash and twin.case_id <> listed.caseId)`,
  )
  const { rows, ...rest } = await pageOf(ofCasesOf(linked, reader), linkedTracesView, page, reader, orders)
  const hashes = rows.map(({ traceHash }) => traceHash)
  const found = await traces().where('listed.traceHash = any (:hashes)', { hashes }).getMany()
  const everywhere = await disclosedRows(linkedTracesView, found, { orders, onlooker: reader })
  const own = await ofCasesOf(traces().where('listed.traceHash = any (:hashes)', { hashes }), reader).getMany()
  const ownCases = new Set(own.map(({ caseId }) => caseId))
  const shown = rows.map((row) => withTwins(row, everywhere.rows, ownCases))
  return obeying({ ...rest, rows: shown.filter(({ ownCases, alsoHeldBy }) => ownCases.length + alsoHeldBy.length > 0) })
}

/** A trace as its agency may see it. @param ownCases the cases in which the agency takes part */
export const withTwins = (
  { caseId, traceId, kind, platform, recordedAt, since, traceHash }: Trace,
  everywhere: readonly Trace[],
  ownCases: ReadonlySet<string>,
): LinkedTrace => {
  const twins = everywhere.filter((twin) => twin.traceHash === traceHash && twin.caseId !== caseId)
  const others = twins.filter((twin) => !ownCases.has(twin.caseId))
  return {
    caseId,
    traceId,
    kind,
    platform,
    ...(recordedAt === undefined ? {} : { recordedAt }),
    since,
    ownCases: [...new Set(twins.filter((twin) => ownCases.has(twin.caseId)).map((twin) => twin.caseId))].toSorted(),
    alsoHeldBy: [...new Set(others.map(({ recordedBy }) => recordedBy))].toSorted(),
  }
}
