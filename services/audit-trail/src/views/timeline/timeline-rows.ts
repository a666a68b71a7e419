import { type ComputedOnce, computedOnce, notKept } from '@case-timeline/access'
import { CaseEventRecord, Id } from '@case-timeline/contracts'
import { recentlyUsed } from '@case-timeline/event-store'
import { tableAt } from '@case-timeline/lists'
import { type MaterialisedSchema, requireWhole, tableNameOf } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { timelineView } from './timeline.view.ts'

/** The records of a case, from all sectors, in the order of recording. */
export interface CaseRecords {
  readonly records: readonly CaseEventRecord[]
  /** What is computed from the records: once for each `by`, however often the case is read as it is. */
  readonly computed: ComputedOnce
}

/** By what a case is recognised to have still the records that were read. */
interface Version {
  /** The number of records. */
  readonly events: number
  /** The hash of the last. */
  readonly hash: string | null
  /** The table that has it: a rebuild fills another one. */
  readonly table: string | null
}

interface Kept extends Version, CaseRecords {
  /** The length of the records as text. */
  readonly length: number
}

/** Characters of the records that are kept, as text; parsed, and with what is computed from them, they take several times that. */
const MAX_KEPT = 20_000_000

/**
 * Reads the records of cases, by one statement each. Those of a case that was read last are not read again while it has
 * as many with the same last one: a view gets the events of a case in their order, so those before it are the same, too.
 * A retry can add some that were skipped, a log that went back can replace the last ones, and a rebuild can change all.
 * @param max the characters of the records that are kept; a case with more of them is read for each request
 */
export const timelineRecords = (db: DataSource, max: number = MAX_KEPT): ((caseId: string) => Promise<CaseRecords>) => {
  const view = tableNameOf(timelineView)
  const kept = recentlyUsed<Kept>(max, ({ length }) => length + 1)
  return async (caseId) => {
    const known = kept.get(caseId)
    const [found] = (await db.query(
      `select of_case.events, newest.hash, newest.table, case when (of_case.events, newest.hash, newest.table) is distinct from ($2::int, $3::text, $4::text)
          then (select json_agg(t.record order by t.position)::text from ${view} t where t.case_id = $1) end as records
        from (select count(*)::int as events, max(position) as position from ${view} where case_id = $1) of_case
          left join lateral (select t.record->>'eventHash' as hash, t.tableoid::text as table
            from ${view} t where t.case_id = $1 and t.position = of_case.position) newest on true`,
      [caseId, known?.events ?? null, known?.hash ?? null, known?.table ?? null],
    )) as [Version & { records: string | null }]
    const { records: text, ...version } = found
    if (known?.events === version.events && known.hash === version.hash && known.table === version.table) return known
    const records = text === null ? [] : (JSON.parse(text) as CaseEventRecord[])
    const read = { ...version, records, length: text?.length ?? 0, computed: computedOnce() }
    if (read.length > max) kept.delete(caseId)
    else kept.set(caseId, read)
    return read
  }
}

/**
 * Reads the records of a case in a schema of views at a position of the log. What is computed from them is not kept.
 * @throws NotReadable if the schema has the case only in part
 */
export const recordsInSchema = async (
  db: Pick<DataSource, 'query'>,
  at: Pick<MaterialisedSchema, 'schema' | 'incomplete'>,
  caseId: string,
): Promise<CaseRecords> => {
  requireWhole(at, caseId)
  const [found] = (await db.query(
    `select json_agg(t.record order by t.position)::text as records from ${tableAt(timelineView, at)} t where t.case_id = $1`,
    [caseId],
  )) as [{ readonly records: string | null }]
  return { records: JSON.parse(found.records ?? '[]') as CaseEventRecord[], computed: notKept }
}

/** The position after which the last `events` events of all cases follow; `0` where there are fewer. */
export const startOfLast = async (db: DataSource, events: number): Promise<string> => {
  const [before]: { position: string }[] = await db.query('select position from timeline_v1 order by position desc offset $1 limit 1', [
    events,
  ])
  return before?.position ?? '0'
}

/** A case, with the number of its events. */
const TimelineCase = z.strictObject({ caseId: Id, events: z.int(), lastRecordedAt: CaseEventRecord.shape.recordedAt })
type TimelineCase = z.infer<typeof TimelineCase>

export const TimelineCasePage = z.strictObject({
  cases: z.array(TimelineCase).readonly(),
  next: Id.optional().meta({ description: 'send it as `cursor` to get the next page; absent on the last page' }),
})
export type TimelineCasePage = z.infer<typeof TimelineCasePage>

/** Example for OpenAPI. */
export const TIMELINE_CASES: TimelineCasePage = {
  cases: [{ caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b', events: 118, lastRecordedAt: '2026-11-20T02:15:00.000000Z' }],
}

interface CasesRequest {
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined
  readonly limit: number
  /** The ids to which the list is restricted; absent: all. */
  readonly only?: readonly string[] | undefined
  /** A schema of views at a position of the log; absent: the live view. */
  readonly at?: Pick<MaterialisedSchema, 'schema'> | undefined
}

/** All cases, in the order of their ids. */
export const timelineCases = async (db: DataSource, { cursor, limit, only, at }: CasesRequest): Promise<TimelineCasePage> => {
  // One row more than the page holds shows whether there is a next page.
  const found: TimelineCase[] = await db.query(
    `select case_id as "caseId", count(*)::int as events, max(recorded_at) as "lastRecordedAt" from ${tableAt(timelineView, at)}
      where ($1::uuid is null or case_id > $1) and ($3::uuid[] is null or case_id = any($3)) group by case_id order by case_id limit $2`,
    [cursor ?? null, limit + 1, only ?? null],
  )
  const cases = found.slice(0, limit)
  const last = cases.at(-1)
  return found.length > limit && last ? { cases, next: last.caseId } : { cases }
}
