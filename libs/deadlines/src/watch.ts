import type { Chore, Household } from '@case-timeline/service-kit'
import type { Sector } from './deadline.ts'
import type { CaseDeadlines } from './deadlines.view.ts'
import { recordMiss } from './miss.ts'

const CASES = 200

/** Records what was missed, at most so many cases a round: the view shows soon after what it recorded, and the next round goes on. */
export const watchDeadlines = (sector: Sector): Chore & { run(household: Omit<Household, 'vault'>): Promise<void> } => ({
  name: 'deadlines',
  everySeconds: 10,
  run: async ({ desk, db, aggregates, jurisdiction, receivingAgency, signal }) => {
    const now = desk.now()
    const due: Pick<CaseDeadlines, 'caseId' | 'deadlines' | 'recorded'>[] = await db.query(
      'select case_id as "caseId", deadlines, recorded from deadlines_v1 where next_due <= $1 order by next_due limit $2',
      [now, CASES],
    )
    const watching = { sector, desk, aggregates, jurisdiction, receivingAgency }
    const levels = desk.lawOf?.(jurisdiction)?.policy.rules
    for (const { caseId, deadlines, recorded } of due)
      for (const deadline of deadlines) {
        if (signal.aborted) return
        const isNew = deadline.missed && deadline.dueBy <= now && !recorded.includes(deadline.clockId)
        if (isNew && levels?.[deadline.ruleId] !== 'record') await recordMiss(watching, caseId, deadline)
      }
  },
})
