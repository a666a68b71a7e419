import { DataSource } from 'typeorm'
import { feedMigrations, prepareRepeated } from '@case-timeline/feed'
import { tablesOf, type ViewTable } from '@case-timeline/projections'
import type pg from 'pg'
import { reach } from './start-failure.ts'
import { requireOwnViews, type ViewsOwner } from './views-identity.ts'

export interface ViewsDatabase {
  readonly url: string
  /** The application name of the database sessions. */
  readonly name: string
  /** The views that it stores. */
  readonly views: readonly ViewTable[]
  /** Whose views they are; absent: not checked. */
  readonly owner?: ViewsOwner | undefined
}

/**
 * A session may end right after its login, before TypeORM listens to its errors: an unhandled error would end the
 * process. The user of the session gets the error from a failing query.
 */
const ignoreSessionErrors = (session: pg.ClientBase): void => void session.on('error', () => undefined)

const onConnect = (session: pg.ClientBase): void => {
  ignoreSessionErrors(session)
  prepareRepeated(session)
}

/** Serialises the migrations of replicas that start at the same time. */
const MIGRATION_LOCK = 7_264_010

/**
 * Opens the database of a service's views and migrates it to this release.
 * @throws if it cannot be reached, or a migration fails
 */
export const openViewsDatabase = async ({ url, name, views, owner }: ViewsDatabase): Promise<DataSource> => {
  const { entities, migrations } = tablesOf(views)
  const db = new DataSource({
    type: 'postgres',
    url,
    applicationName: name,
    entities,
    migrations: [...feedMigrations, ...migrations],
    migrationsTransactionMode: 'each',
    connectTimeoutMS: 10_000,
    poolSize: 10,
    extra: { onConnect },
  })
  await reach('the views’ database', 'VIEWS_DATABASE_URL', () => db.initialize())
  try {
    await migrate(db, owner)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

const migrate = async (db: DataSource, owner: ViewsOwner | undefined): Promise<void> => {
  const session = db.createQueryRunner()
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    if (owner) await requireOwnViews(db, session, owner)
    await db.runMigrations()
    await session.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  } finally {
    await session.release()
  }
}
