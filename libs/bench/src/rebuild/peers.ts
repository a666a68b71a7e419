import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { recordedBy } from '@case-timeline/projections'
import pg from 'pg'
import { caseCounts, type CaseCount } from './bench-views.ts'
import type { Sample } from './sample.ts'

const run = promisify(execFile)
const EMMETT = fileURLToPath(import.meta.resolve('./emmett-rebuild.js'))

/** Rebuilds a read model of so many events with emmett-postgresql, in a database of its own. */
export const rebuildWithEmmett = async (url: string, events: number): Promise<Sample> => {
  const { stdout } = await run(process.execPath, [EMMETT, url, String(events)])
  return JSON.parse(stdout) as Sample
}

const CHUNK = 5_000

/** Whether an event is of a case, as those of views are. */
export const belongsToCase = (event: StoredEvent): event is StoredEvent & { readonly caseId: string } => event.caseId !== undefined

/**
 * Writes the rows of the view of counts, by a statement for each of its first events.
 * @throws if the log has fewer
 */
export const upsertEach = async (store: EventStore, url: string, events: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const types = caseCounts.events === 'every' ? [] : caseCounts.events
  const { recorded } = recordedBy(types)
  const rows = new Map<string, CaseCount>()
  let written = 0
  try {
    await client.query('drop table if exists upserted; create table upserted (like bench_case_counts_v1 including all)')
    for (let after = '0'; written < events;) {
      const limit = Math.min(CHUNK, events - written)
      const page = await store.readAll({ after, limit, types: types.map(({ type }) => type) })
      for (const event of page.events.filter(belongsToCase).map(recorded)) {
        const row = caseCounts.evolve(rows.get(event.caseId), event, [], false)
        if (row === null) continue
        rows.set(event.caseId, row)
        await client.query(
          `insert into upserted (case_id, arrests, evidence, since) values ($1, $2, $3, $4) on conflict (case_id)
            do update set arrests = excluded.arrests, evidence = excluded.evidence, since = excluded.since`,
          [row.caseId, row.arrests, row.evidence, row.since],
        )
        written += 1
      }
      if (page.position === after) throw new Error(`the log has ${written} events of ${caseCounts.name}, not ${events}`)
      after = page.position
    }
  } finally {
    await client.end()
  }
}
