import { type TestDatabase, testDatabase } from '@case-timeline/embedded/fixtures'
import { UpgradeRefused, WrongDeployment } from '@case-timeline/event-store'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import pg from 'pg'
import { migrateViews, openViewsDatabase, requireKnownViews } from './views-database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

const views = () => ({ url: database.url, name: 'spec', views: [] })

const change = async (...statements: readonly string[]) => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
const applied = (name: string) => `insert into migrations (timestamp, name) values (1764000000200, '${name}')`
/** A table that a view of another release has, as that release records it. */
const VIEW_OF_ANOTHER = [
  applied('CreateCaseFileV2'),
  `insert into migration_needs (migration, needs) select 'CreateCaseFileV2', max(name) from migrations where name like 'ForgetOffsets%'`,
]

it('a database with the view of the release before, in a version that this one no longer has, is migrated and used', async () => {
  await migrateViews(views())
  await change(...VIEW_OF_ANOTHER, `delete from migrations where name like 'KeepCaseIndex%'`, 'drop table case_index')
  await requireKnownViews(views())
  expect(await migrateViews(views())).toEqual([expect.stringMatching(/^KeepCaseIndex/)])
  await (await openViewsDatabase(views())).destroy()
})

it('a database from before the first release is refused with what to do, and nothing is changed', async () => {
  await migrateViews(views())
  await change(applied('CreateCaseFileV1'), 'drop table migration_needs')
  const refusal =
    /version from before the first release \(CreateCaseFileV1\), .*: stop its service, drop the database, and run casectl provide/
  for (const attempt of [requireKnownViews, migrateViews, openViewsDatabase]) await expect(attempt(views())).rejects.toThrow(refusal)
  await expect(migrateViews(views())).rejects.toThrow(UpgradeRefused)
})

it('a database that a newer release has changed so that this one does not work on it is refused as that', async () => {
  await migrateViews(views())
  await change(applied('Future'))
  for (const attempt of [requireKnownViews, migrateViews, openViewsDatabase])
    await expect(attempt(views())).rejects.toThrow(/^a newer release has changed the database .*\(Future\)/)
  await expect(migrateViews(views())).rejects.toThrow(WrongDeployment)
})
