import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import { writeRunFile } from './run-file.ts'
import { type RunningSystem, upSystem } from './system.ts'

/** A running system, with a folder that casectl finds it by. */
export interface TestSystem extends RunningSystem {
  readonly dataDir: string
}

/** The five services on free ports, on databases of their own of the run's PostgreSQL; `stop` removes all of it. */
export const testSystem = async (): Promise<TestSystem> => {
  const database = await testDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-system-'))
  const prefix = `${new URL(database.url).pathname.slice(1)}_`
  const system = await upSystem({ dataDir, databaseUrl: database.url, prefix, logLevel: 'warn' })
  await writeRunFile(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), urls: system.urls })
  return {
    ...system,
    dataDir,
    stop: async () => {
      await system.stop()
      await removeAll(database.url, prefix)
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const inSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const removeAll = async (url: string, prefix: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const name of ['events', ...SERVICES.map((service) => `views_${inSnakeCase(service)}`)])
      await client.query(`drop database if exists ${client.escapeIdentifier(prefix + name)} with (force)`)
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where starts_with(rolname, $1)', [prefix])
    for (const { rolname } of rows) await client.query(`drop role ${client.escapeIdentifier(rolname)}`)
  } finally {
    await client.end()
  }
}
