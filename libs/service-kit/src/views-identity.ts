import type { ServiceName } from '@case-timeline/contracts'
import { type DeploymentRecord, UpgradeRefused, WrongDeployment } from '@case-timeline/event-store'
import type { DataSource, QueryRunner } from 'typeorm'

/** Whose views a database keeps, and of which log. */
export interface ViewsOwner {
  readonly service: ServiceName
  readonly deployment: DeploymentRecord
}

/**
 * Refuses a database that does not keep the views of this service and log, or on which this release does not work; the
 * first start records the owner there. Call it before the migrations, under their lock.
 * @throws WrongDeployment; then nothing was changed
 */
export const requireOwnViews = async (db: DataSource, session: QueryRunner, { service, deployment }: ViewsOwner): Promise<void> => {
  const [found]: { service: string; deployment: string; log_id: string }[] = (await session.hasTable('service_identity'))
    ? await session.query('select service, deployment, log_id from service_identity')
    : []
  if (found && found.service !== service)
    throw new WrongDeployment(`VIEWS_DATABASE_URL is the database of ${found.service}, not of ${service}: set the URL of ${service}`)
  if (found && found.log_id !== deployment.logId)
    throw new WrongDeployment(
      `the views at VIEWS_DATABASE_URL were made from another event store (deployment ${found.deployment}): correct EVENT_STORE_URL or VIEWS_DATABASE_URL; for a new event store, use an empty database`,
    )
  await requireReadable(db, session)
  if (found) return
  // This shape is stored in each database of views.
  await session.query(`create table if not exists service_identity (
    only_row boolean primary key default true check (only_row), service text not null, deployment text not null, log_id uuid not null)`)
  await session.query('insert into service_identity (service, deployment, log_id) values ($1, $2, $3)', [
    service,
    deployment.name,
    deployment.logId,
  ])
}

interface Applied {
  readonly name: string
  /** The migration that a release must know to work on a database that has this one; null: itself. */
  readonly needs: string | null
}

/** The migrations of a database that this release does not know. */
const unknownMigrations = async (session: QueryRunner, known: ReadonlySet<string>, keepsNeeds: boolean): Promise<readonly Applied[]> => {
  if (!(await session.hasTable('migrations'))) return []
  const applied: Applied[] = keepsNeeds
    ? await session.query('select m.name, n.needs from migrations m left join migration_needs n on n.migration = m.name order by m.id')
    : await session.query('select name, null as needs from migrations order by id')
  return applied.filter(({ name }) => !known.has(name))
}

const namesOf = (db: DataSource): ReadonlySet<string> => new Set(db.migrations.map(({ name, constructor }) => name ?? constructor.name))

/**
 * Refuses a database with a migration that this release does not know, unless it works with it: a view of another release,
 * in a version that this one does not have, is of no concern.
 * @param where names the database in the message
 * @throws WrongDeployment if a newer release has changed it, UpgradeRefused if it is from before the first release; then
 * nothing was changed
 */
export const requireReadable = async (
  db: DataSource,
  session: QueryRunner,
  where = 'the database at VIEWS_DATABASE_URL',
): Promise<void> => {
  const known = namesOf(db)
  // Every release keeps what its migrations need.
  const isOfRelease = await session.hasTable('migration_needs')
  const unknown = await unknownMigrations(session, known, isOfRelease)
  const unreadable = unknown.filter(({ needs }) => needs === null || !known.has(needs)).map(({ name }) => name)
  if (unreadable.length === 0) return
  if (!isOfRelease)
    throw new UpgradeRefused(
      `${where} was made by a version from before the first release (${unreadable.join(', ')}), and nothing leads from its tables to those of this one: stop its service, drop the database, and run casectl provide and casectl migrate. Views are filled from the log`,
    )
  throw new WrongDeployment(
    `a newer release has changed ${where} (${unreadable.join(', ')}): start that release, or use an empty database, which is filled from the log`,
  )
}

/**
 * Keeps which migration a release must know to work on a database that has another one. What is not kept here is needed
 * itself. Call it after the migrations, under their lock.
 * @param needs the name of the needed migration, by that of the migration that was applied
 */
export const recordNeeds = async (session: QueryRunner, needs: ReadonlyMap<string, string>): Promise<void> => {
  // This shape is stored in each database of views.
  await session.query('create table if not exists migration_needs (migration text primary key, needs text not null)')
  await session.query(
    'insert into migration_needs (migration, needs) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [[...needs.keys()], [...needs.values()]],
  )
}
