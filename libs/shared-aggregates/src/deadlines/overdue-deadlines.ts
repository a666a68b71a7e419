import { listingNameOf, tableNameOf } from '@case-timeline/projections'
import type { Measure } from '@case-timeline/service-kit'
import type { DataSource } from 'typeorm'
import { deadlinesTable } from './deadlines.view.ts'

const ITEMS = listingNameOf(tableNameOf(deadlinesTable))

/** How many deadlines of the sector are overdue now, in all cases. @param now RFC 3339 in UTC with milliseconds */
export const overdueMeasures = async (db: DataSource, now: string): Promise<readonly Measure[]> => {
  const [found]: { count: number }[] = await db.query(
    `select count(*)::int as count from ${ITEMS} d
      where d.known_until is null and d.listed_for is not null and d.starts_from <= $1 and d.due_by <= $1
        and (d.end_state = 'overdue' or (d.end_state = 'metLate' and d.met_from > $1 and not d.is_window))`,
    [now],
  )
  return [{ ...OVERDUE, labels: {}, value: found?.count ?? 0 }]
}

const OVERDUE = {
  name: 'case_timeline_overdue_deadlines',
  help: 'Deadlines of the sector that are past and that nothing has met, in all cases.',
}
