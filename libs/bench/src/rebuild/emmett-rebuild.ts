import { randomUUID } from 'node:crypto'
import { getPostgreSQLEventStore, postgreSQLProjection, rebuildPostgreSQLProjections } from '@event-driven-io/emmett-postgresql'
import pg from 'pg'
import { fact, plainRecord } from '../content.ts'
import { cpuClock } from '../cpu.ts'
import { EVENTS_PER_STREAM } from '../peer.ts'
import { sampleOf } from './sample.ts'

/*
 * Rebuilds a read model with emmett-postgresql, with large batches and no pause between them, and prints what it took. A
 * process of its own, since emmett changes how pg parses int8. The first call records the events.
 */

const [url = '', events = '0'] = process.argv.slice(2)
const BATCH = 5_000
const TABLE = 'bench_case_counts'

type Arrested = { type: string; data: { caseId: string } }

const counts = postgreSQLProjection<Arrested>({
  name: TABLE,
  canHandle: [fact().type],
  truncate: async ({ connection }) => {
    await connection.client.query(`truncate ${TABLE}`)
  },
  handle: async (batch, { connection }) => {
    for (const { data } of batch)
      await connection.client.query(
        `insert into ${TABLE} (case_id, arrests) values ($1, 1) on conflict (case_id) do update set arrests = ${TABLE}.arrests + 1`,
        [data.caseId],
      )
  },
})

const record = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create table ${TABLE} (case_id uuid primary key, arrests int not null)`)
  await client.end()
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  for (let left = Number(events); left > 0; left -= EVENTS_PER_STREAM) {
    const caseId = randomUUID()
    const own = Array.from({ length: Math.min(left, EVENTS_PER_STREAM) }, () => {
      const { type, data, envelope } = plainRecord(randomUUID(), caseId)
      return { type, data: { caseId, data, envelope } }
    })
    await store.appendToStream(`case-${caseId}`, own)
  }
  await store.close()
}

const rows = async (): Promise<number | undefined> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: found } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [TABLE])
    if (found[0]?.exists !== true) return undefined
    const { rows: counted } = await client.query<{ sum: string }>(`select coalesce(sum(arrests), 0)::text as sum from ${TABLE}`)
    return Number(counted[0]?.sum)
  } finally {
    await client.end()
  }
}

if ((await rows()) === undefined) await record()
const clock = await cpuClock(url)
const consumer = rebuildPostgreSQLProjections<Arrested>({
  connectionString: url,
  // A processor of another name: one that is known goes on where it was.
  projections: [{ projection: counts, processorId: randomUUID(), truncateOnStart: true }],
  pulling: { batchSize: BATCH, pullingFrequencyInMs: 1 },
})
const sample = await sampleOf(clock, () => consumer.start())
await consumer.close()
if ((await rows()) !== Number(events)) throw new Error(`emmett counted ${await rows()} of ${events} events`)
process.stdout.write(`${JSON.stringify(sample)}\n`)
process.exit(0)
