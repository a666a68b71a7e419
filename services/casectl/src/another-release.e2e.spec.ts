import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import pg from 'pg'
import { apiClient, leadInvestigator, newId } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let database: TestDatabase
let services: FiveServices
beforeAll(async () => {
  database = await testDatabase()
  services = await fiveServices(database.url)
})
afterAll(async () => {
  await services.stop()
  await database.drop()
})

/** Runs statements as superuser in the database that a variable of investigation names. */
const change = async (variable: 'EVENT_STORE_URL' | 'VAULT_URL' | 'VIEWS_DATABASE_URL', ...statements: readonly string[]) => {
  const url = new URL(database.url)
  url.pathname = new URL(services.environments.investigation[variable] ?? '').pathname
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The migration of a newer release that adds, in each database that investigation uses. */
const migrateToNewerRelease = async () => {
  await change(
    'EVENT_STORE_URL',
    'alter table events.event add column seen_by text',
    `insert into events.recordable_type values ('investigation', 'investigation.SeenByFuture')`,
    'insert into events_migrations.applied (version, needs) select max(version) + 1, max(version) from events_migrations.applied',
  )
  await change(
    'VAULT_URL',
    'alter table vault.subject_key add column purpose text',
    'insert into vault_migrations.applied (version, needs) select max(version) + 1, max(version) from vault_migrations.applied',
  )
  await change(
    'VIEWS_DATABASE_URL',
    'create table case_file_v99 (case_id uuid primary key)',
    `insert into migrations (timestamp, name) values (9999999999999, 'CreateCaseFileV99')`,
    `insert into migration_needs (migration, needs) select 'CreateCaseFileV99', needs from migration_needs limit 1`,
    'alter table feed_checkpoint add column rate double precision',
  )
}

it('a replica of this release that starts after the migrations of the next one records, and shows what it recorded', async () => {
  await migrateToNewerRelease()
  const replica = await services.replica('investigation')
  const api = apiClient({ ...services, urls: { ...services.urls, investigation: replica.url } })
  const caseId = newId()
  const body = { data: { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] } }
  const recorded = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, body)
  expect(recorded.status).toBe(201)
  const shown = await api.get(leadInvestigator, `/cases/${caseId}?min-position=${String(recorded.body['position'])}`)
  expect({ status: shown.status, body: shown.body }).toMatchObject({ status: 200, body: { caseId } })
  await replica.stop()
})

it('a replica that starts before the migrations of its own release waits for them', async () => {
  await change('VAULT_URL', 'alter function vault.newest_migration rename to not_yet')
  const starting = services.replica('investigation')
  const first = await Promise.race([starting.then(() => 'started' as const), pause(2_000, 'waiting' as const)])
  expect(first).toBe('waiting')
  await change('VAULT_URL', 'alter function vault.not_yet rename to newest_migration')
  await starting.then((replica) => replica.stop())
})
