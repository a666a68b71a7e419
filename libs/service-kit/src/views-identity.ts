import type { ServiceName } from '@case-timeline/contracts'
import { type DeploymentRecord, WrongDeployment } from '@case-timeline/event-store'
import type { DataSource, QueryRunner } from 'typeorm'

/** Whose views a database keeps, and of which log. */
export interface ViewsOwner {
  readonly service: ServiceName
  readonly deployment: DeploymentRecord
}

/**
 * Refuses a database that does not keep the views of this service and log, or that a newer release has changed; the
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
  await requireKnownMigrations(db, session)
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

/**
 * Refuses a database that a newer release has changed.
 * @param where names the database in the message
 * @throws WrongDeployment; then nothing was changed
 */
export const requireKnownMigrations = async (
  db: DataSource,
  session: QueryRunner,
  where = 'the database at VIEWS_DATABASE_URL',
): Promise<void> => {
  if (!(await session.hasTable('migrations'))) return
  const applied: { name: string }[] = await session.query('select name from migrations order by id')
  const known = new Set(db.migrations.map(({ name, constructor }) => name ?? constructor.name))
  const unknown = applied.map(({ name }) => name).filter((name) => !known.has(name))
  if (unknown.length > 0)
    throw new WrongDeployment(
      `a newer release has changed ${where} (${unknown.join(', ')}): start that release, or use an empty database, which is filled from the log`,
    )
}
