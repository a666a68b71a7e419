import type { CaseEventRecord } from '@case-timeline/contracts'
import type { DataSource } from 'typeorm'
import { TimelineTable } from './timeline.entity.ts'

/** The records of a case, from all sectors, in the order recorded. */
export const timelineRows = async (db: DataSource, caseId: string): Promise<CaseEventRecord[]> => {
  const rows = await db.getRepository(TimelineTable).find({ select: { record: true }, where: { caseId }, order: { position: 'asc' } })
  return rows.map(({ record }) => record)
}

/** The position after which the last events of cases begin, so many of them; `0` where there are not so many. */
export const startOfLast = async (db: DataSource, events: number): Promise<string> => {
  const [before]: { position: string }[] = await db.query('select position from timeline_v1 order by position desc offset $1 limit 1', [
    events,
  ])
  return before?.position ?? '0'
}

/** A case of the timeline, and how many events it has. */
export interface TimelineCase {
  readonly caseId: string
  readonly events: number
  readonly lastRecordedAt: string
}

export interface TimelineCasePage {
  readonly cases: readonly TimelineCase[]
  /** Give it back as `cursor` to read on; absent: that was all. */
  readonly next?: string | undefined
}

/** All cases, in the order of their ids. @param page.cursor the `next` of the page before */
export const timelineCases = async (
  db: DataSource,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<TimelineCasePage> => {
  const found: TimelineCase[] = await db.query(
    `select case_id as "caseId", count(*)::int as events, max(recorded_at) as "lastRecordedAt" from timeline_v1
      where $1::uuid is null or case_id > $1 group by case_id order by case_id limit $2`,
    [cursor ?? null, limit + 1],
  )
  const cases = found.slice(0, limit)
  const last = cases.at(-1)
  return found.length > limit && last ? { cases, next: last.caseId } : { cases }
}
