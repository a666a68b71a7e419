import { type Confidentiality, obeying } from '@case-timeline/access'
import { disclosedRows, ofCasesOf, type Page, pageOf, type PageQuery, type Reader } from '@case-timeline/case-file'
import type { DataSource } from 'typeorm'
import { TraceTable } from './linked-traces.entity.ts'
import { linkedTracesView, type Trace } from './linked-traces.view.ts'

/** A trace that another case holds too. Neither the trace nor its hash is shown, and of a case of others only whom to ask. */
export interface LinkedTrace extends Pick<Trace, 'caseId' | 'traceId' | 'kind' | 'platform' | 'recordedAt' | 'since'> {
  /** The agency's own cases that hold it too. */
  readonly ownCases: readonly string[]
  /** The agencies that recorded it in cases in which this agency takes no part. */
  readonly alsoHeldBy: readonly string[]
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
