import { CaseEventRecord, Id } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { timelineView } from './timeline.view.ts'

/** The records of a case, from all sectors, in the order of recording. */
export const timelineRows = async (db: DataSource, caseId: string): Promise<CaseEventRecord[]> => {
  const rows = await db.getRepository(timelineView.entity).find({ select: { record: true }, where: { caseId }, order: { position: 'asc' } })
  return rows.map(({ record }) => record)
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

/**
 * All cases, in the order of their ids.
 * @param page.cursor the `next` of the previous page
 * @param page.only the ids to which the list is restricted; absent: all
 */
export const timelineCases = async (
  db: DataSource,
  { cursor, limit, only }: { readonly cursor?: string | undefined; readonly limit: number; readonly only?: readonly string[] | undefined },
): Promise<TimelineCasePage> => {
  // One row more than the page holds shows whether there is a next page.
  const found: TimelineCase[] = await db.query(
    `select case_id as "caseId", count(*)::int as events, max(recorded_at) as "lastRecordedAt" from timeline_v1
      where ($1::uuid is null or case_id > $1) and ($3::uuid[] is null or case_id = any($3)) group by case_id order by case_id limit $2`,
    [cursor ?? null, limit + 1, only ?? null],
  )
  const cases = found.slice(0, limit)
  const last = cases.at(-1)
  return found.length > limit && last ? { cases, next: last.caseId } : { cases }
}
