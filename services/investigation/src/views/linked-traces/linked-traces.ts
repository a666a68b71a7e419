import { type CaseGate, type Confidentiality, type Disclosed, disclosedFrom } from '@case-timeline/access'
import {
  disclosedRows,
  inCasesOfAgency,
  notExcluded,
  type Page,
  pageInCasesOfAgency,
  type PageRequest,
  type Reader,
  rowsAt,
  tableAt,
} from '@case-timeline/lists'
import { AgencyId, comparePositions, Id, OnlineTraceRecorded } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { linkedTracesView, Trace } from './linked-traces.view.ts'
import type { WithdrawnTrace, WithdrawnTraces } from './withdrawn-traces.ts'

/**
 * A trace that another case also contains. Neither the value of the trace nor its hash is shown. For a case in which
 * the reader's agency does not participate, only the agency to contact is shown (decision 17).
 */
export const LinkedTrace = z.strictObject({
  ...Trace.pick({ caseId: true, traceId: true, kind: true, platform: true, recordedAt: true, since: true }).shape,
  ownCases: z.array(Id).meta({ description: 'the other cases of the agency that also contain the trace' }),
  alsoHeldBy: z
    .array(AgencyId)
    .meta({ description: 'the agencies that recorded the trace in cases in which this agency does not participate' }),
  withdrawnBy: z
    .array(AgencyId)
    .meta({ description: 'the agencies that recorded the trace in other cases, and retracted it there or corrected it to another' }),
})
export type LinkedTrace = z.infer<typeof LinkedTrace>

const { traceId, kind, platform } = OnlineTraceRecorded.example
/** An example of a trace in the list. */
export const LINKED_TRACE: LinkedTrace = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  traceId,
  kind,
  platform,
  recordedAt: '2026-04-02',
  since: '2026-04-02T02:15:00.000000Z',
  ownCases: [],
  alsoHeldBy: ['my-police'],
  withdrawnBy: [],
}

/** The dependencies of the list, in addition to the view. */
export interface LinkedTracesAccess {
  readonly orders: Confidentiality
  readonly cases: CaseGate
  readonly withdrawn: WithdrawnTraces
}

/**
 * The traces in an agency's cases that another case also contains, or contained. A trace that a court order withholds from the reader
 * links no cases, whichever case it belongs to.
 * @param page.at of a position of the log: what was linked, and withdrawn, then
 */
export const linkedTraces = async (
  db: DataSource,
  reader: Reader,
  page: PageRequest,
  { orders, cases, withdrawn }: LinkedTracesAccess,
): Promise<Disclosed<Page<LinkedTrace>>> => {
  const underOrder = await orders.casesUnderOrder()
  const { at } = page
  // What a court may have ordered to be withheld is not shown, without reading each order.
  const isShown = ({ caseId, position }: WithdrawnTrace): boolean =>
    !underOrder.has(caseId) && (at === undefined || comparePositions(position, at.position) <= 0)
  const withdrawnHashes = [...withdrawn].filter(([, all]) => all.some(isShown)).map(([hash]) => hash)
  const traces = () => rowsAt(db, linkedTracesView, at)
  const linked = traces().where(
    `(listed.traceHash = any (:withdrawnHashes) or
      exists (select 1 from ${tableAt(linkedTracesView, at)} twin where twin.trace_hash = listed.traceHash and twin.case_id <> listed.caseId))`,
    { withdrawnHashes },
  )
  const traceRows = await pageInCasesOfAgency(linked, linkedTracesView, page, reader, orders)
  const hashes = traceRows.rows.map(({ traceHash }) => traceHash)
  const found = await traces()
    .where('listed.traceHash = any (:hashes)', { hashes })
    .andWhere(notExcluded('listed.caseId', ':userId'), { userId: reader.userId })
    .getMany()
  const disclosed = await disclosedRows(linkedTracesView, found, { orders, viewer: reader, at })
  const own = await inCasesOfAgency(traces().where('listed.traceHash = any (:hashes)', { hashes }), reader).getMany()
  const ownCases = new Set(own.map(({ caseId }) => caseId))
  const withdrawnElsewhere = async ({ caseId, traceHash }: Trace): Promise<readonly AgencyId[]> => {
    const stillThere = found.filter((twin) => twin.traceHash === traceHash).map((twin) => twin.caseId)
    const candidates = (withdrawn.get(traceHash) ?? []).filter((one) => isShown(one) && one.caseId !== caseId)
    const gone = candidates.filter((one) => !stillThere.includes(one.caseId))
    const barred = await Promise.all(gone.map((one: WithdrawnTrace) => cases.isExcludedFrom(reader, one.caseId)))
    return [...new Set(gone.filter((_, at) => !barred[at]).map(({ agencyId }) => agencyId))].toSorted()
  }
  const withdrawnBy = await Promise.all(traceRows.rows.map(withdrawnElsewhere))
  return disclosedFrom(traceRows, ({ rows, ...pageMembers }) => {
    const shown = rows.map((row, at) => linkedTraceOf(row, disclosed.rows, ownCases, withdrawnBy[at]))
    // A row is left out if court orders withhold every equal trace.
    const links = (row: LinkedTrace): boolean => [...row.ownCases, ...row.alsoHeldBy, ...row.withdrawnBy].length > 0
    return { ...pageMembers, rows: shown.filter(links) }
  })
}

/**
 * A trace as the agency that reads it may see it.
 * @param ownCases the cases in which that agency participates
 */
export const linkedTraceOf = (
  { caseId, traceId, kind, platform, recordedAt, since, traceHash }: Trace,
  allTraces: readonly Trace[],
  ownCases: ReadonlySet<string>,
  withdrawnBy: readonly AgencyId[] = [],
): LinkedTrace => {
  const sameTraces = allTraces.filter((twin) => twin.traceHash === traceHash && twin.caseId !== caseId)
  const others = sameTraces.filter((twin) => !ownCases.has(twin.caseId))
  return {
    caseId,
    traceId,
    kind,
    platform,
    ...(recordedAt === undefined ? {} : { recordedAt }),
    since,
    ownCases: [...new Set(sameTraces.filter((twin) => ownCases.has(twin.caseId)).map((twin) => twin.caseId))].toSorted(),
    alsoHeldBy: [...new Set(others.map(({ recordedBy }) => recordedBy))].toSorted(),
    withdrawnBy: [...withdrawnBy],
  }
}
