import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm'
import { feedMigrations } from '@case-timeline/feed'
import type { EventEmitter } from 'node:events'

type Class<T> = new () => T

export interface ViewsDatabase {
  readonly url: string
  /** What the database's sessions are called. */
  readonly name: string
  readonly entities: readonly (Class<object> | EntitySchema)[]
  readonly migrations: readonly Class<MigrationInterface>[]
}

/**
 * A session may be let in and ended in the same breath, before TypeORM listens to it: unheard, that would end the process.
 * Whoever uses the session then learns of it by a query that fails.
 */
const hear = (session: EventEmitter): void => void session.on('error', () => undefined)

/** Replicas that start together migrate one after the other. */
const MIGRATING = 7_264_010

/**
 * Opens the database of a service's views and brings it to this release's shape.
 * @throws when it cannot be reached, or a migration fails
 */
export const openViewsDatabase = async ({ url, name, entities, migrations }: ViewsDatabase): Promise<DataSource> => {
  const db = new DataSource({
    type: 'postgres',
    url,
    applicationName: name,
    entities: [...entities],
    migrations: [...feedMigrations, ...migrations],
    migrationsTransactionMode: 'each',
    connectTimeoutMS: 10_000,
    poolSize: 10,
    extra: { onConnect: hear },
  })
  await db.initialize().catch((error: Error) => {
    throw new Error(
      `the views’ database cannot be opened (${error.message}): is it where VIEWS_DATABASE_URL says, and may this login in?`,
      {
        cause: error,
      },
    )
  })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

const migrate = async (db: DataSource): Promise<void> => {
  const session = db.createQueryRunner()
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATING])
    await db.runMigrations()
    await session.query('select pg_advisory_unlock($1)', [MIGRATING])
  } finally {
    await session.release()
  }
}
