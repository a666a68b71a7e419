import { eachApart, type ScheduledJob, type JobContext } from '@case-timeline/service-kit'
import { listingNameOf, tableNameOf } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import type { DeadlineItem } from './deadline-items.ts'
import { deadlinesTable } from './deadlines.view.ts'
import { recordMiss, type SectorClocks } from './missed-deadline.ts'
import { withdrawMiss } from './withdrawn-miss.ts'

const MAX_PER_RUN = 200

const ITEMS = listingNameOf(tableNameOf(deadlinesTable))

const IS_UNFOUNDED = 'known_until is null and unfounded_miss is not null'
const isMissedBy = (moment: string): string => `known_until is null and miss_at <= ${moment}`

/** The recorded misses that the facts in force do not show. */
const unfoundedIn = (db: DataSource): Promise<{ caseId: string; missId: string }[]> =>
  db.query(
    `select case_id as "caseId", unfounded_miss as "missId" from ${ITEMS} where ${IS_UNFOUNDED} order by unfounded_miss limit ${MAX_PER_RUN}`,
  )

type MissedItem = Pick<DeadlineItem, 'caseId' | 'clockId' | 'ruleId' | 'eventId' | 'key' | 'owedBy' | 'reportedBy' | 'jurisdiction'>

/** The deadlines whose miss has to be recorded, the oldest first. */
const missedBy = (db: DataSource, now: string): Promise<MissedItem[]> =>
  db.query(
    `select case_id as "caseId", clock_id as "clockId", rule_id as "ruleId", event_id as "eventId", key, owed_by as "owedBy",
        reported_by as "reportedBy", jurisdiction
      from ${ITEMS} where ${isMissedBy('$1')} order by miss_at limit ${MAX_PER_RUN}`,
    [now],
  )

/**
 * Records missed deadlines, and withdraws those that the facts in force do not show, a limited number per
 * run: the view folds what was recorded, and the next run continues.
 */
export const watchDeadlines = (
  sectorClocks: SectorClocks,
): ScheduledJob & { run(jobContext: Omit<JobContext, 'vault' | 'offices'>): Promise<void> } => ({
  name: 'deadlines',
  everySeconds: 10,
  isDue: `exists (select from ${ITEMS} where ${IS_UNFOUNDED}) or exists (select from ${ITEMS} where ${isMissedBy('asked.ahead')})`,
  run: async ({ context: serviceContext, storeTime, db, aggregates, receiving, signal }) => {
    const now = await storeTime()
    const context = { ...serviceContext, now: () => now }
    const watchContext = { ...sectorClocks, context, aggregates, receiving }
    const unfounded = await unfoundedIn(db)
    const missed = (await missedBy(db, now)).filter(
      ({ jurisdiction, ruleId }) => context.policyOf?.(jurisdiction)?.policy.rules[ruleId] !== 'record',
    )
    const work = [
      ...unfounded.map(({ caseId, missId }) => withdrawMiss.bind(undefined, watchContext, caseId, missId)),
      ...missed.map(({ caseId, ...item }) => recordMiss.bind(undefined, watchContext, caseId, item)),
    ]
    await eachApart(work, signal, (run) => run())
  },
})
