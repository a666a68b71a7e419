import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { backupOf } from '@case-timeline/event-store/drivers/fixtures'
import pg from 'pg'
import { AGENCIES } from './agencies.ts'
import { combination } from './combination.fixtures.ts'
import { writeRunFile } from './run-file.ts'
import { type RunningSystem, startSystem } from './system.ts'

/** A running system, with a data folder by which casectl finds it. */
export interface TestSystem extends RunningSystem {
  readonly dataDir: string
  /** Changes the first fact of a case in the store's data, bypassing the services. */
  tamperWithFirstFact(caseId: string): Promise<void>
  /** Backs the events up. @returns restores the backup under the running services */
  backUpEvents(): Promise<() => Promise<void>>
}

/**
 * Starts the five services on free ports, with their own databases, on the event store and the feed of this test run
 * (combination.fixtures.ts), or on the event store whose URL is given. `stop` removes everything.
 */
export const testSystem = async (givenStore?: string): Promise<TestSystem> => {
  const database = await testDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-system-'))
  const prefix = `${new URL(database.url).pathname.slice(1)}_`
  const chosen = await combination(Object.values(AGENCIES), givenStore)
  const { eventStoreUrl, eventFeedUrl, tamperWithFirstFact, backUpEvents, stop } = chosen
  const system = await startSystem({ dataDir, databaseUrl: database.url, prefix, eventStoreUrl, eventFeedUrl, logLevel: 'warn' })
  await writeRunFile(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), urls: system.urls })
  return {
    ...system,
    dataDir,
    tamperWithFirstFact: async (caseId) =>
      tamperWithFirstFact ? tamperWithFirstFact(caseId) : tamperInPostgres(database.url, `${prefix}events`, caseId),
    backUpEvents: async () => backUpEvents?.() ?? backupOf(new URL(`/${prefix}events`, database.url).href),
    stop: async () => {
      await system.stop()
      await stop()
      await removeAll(database.url, prefix)
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const tamperInPostgres = async (server: string, database: string, caseId: string): Promise<void> => {
  const url = new URL(server)
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    // A trigger of the table refuses every change of a recorded event.
    await client.query('alter table events.event disable trigger all')
    await client.query(
      `update events.event set data = '{"source":"tipOff"}' where position = (select min(position) from events.event where case_id = $1)`,
      [caseId],
    )
  } finally {
    await client.end()
  }
}

const inSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const removeAll = async (url: string, prefix: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const name of ['events', 'vault', ...SERVICES.map((service) => `views_${inSnakeCase(service)}`)])
      await client.query(`drop database if exists ${client.escapeIdentifier(prefix + name)} with (force)`)
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where starts_with(rolname, $1)', [prefix])
    for (const { rolname } of rows) await client.query(`drop role ${client.escapeIdentifier(rolname)}`)
  } finally {
    await client.end()
  }
}
