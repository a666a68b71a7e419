import { DataSource } from 'typeorm'
import { feedMigrations, isUnanswered, prepareRepeated } from '@case-timeline/feed'
import { tablesOf, type ViewTable } from '@case-timeline/projections'
import type pg from 'pg'
import { caseIndexMigrations } from './case-index.migration.ts'
import { changing, reach } from './start-failure.ts'
import { viewOperationMigrations } from './view-operations/view-operation.migration.ts'
import { recordNeeds, requireOwnViews, requireReadable, type ViewsOwner } from './views-identity.ts'

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

/**
 * For how long a process waits for the answer to a statement, in milliseconds: longer than the server works on one
 * (`boundLogin`). A connection may lose both without a notice, as behind a firewall. The URL can have another
 * `query_timeout`.
 */
const ANSWER_MS = 65_000

/** TypeORM would give a session back to the pool on which no answer came, and the next statement would wait there, too. */
const endUnanswered = (session: pg.Client): void => {
  const query = session.query.bind(session) as (...args: readonly unknown[]) => unknown
  session.query = ((...args: readonly unknown[]) => {
    const answer = query(...args)
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (isUnanswered(error)) session.end().catch(() => undefined)
      })
    return answer
  }) as typeof session.query
}

const onConnect = (session: pg.Client): void => {
  ignoreSessionErrors(session)
  endUnanswered(session)
  prepareRepeated(session)
}

/** Serialises the migrations of replicas that start at the same time. */
const MIGRATION_LOCK = 7_264_010

/**
 * Sessions that stay open once they were needed: a login takes more processor time than fifty statements, a new session
 * knows no prepared ones, and scheduled jobs come back each few seconds. Any other is closed when it was not used for ten
 * seconds.
 */
const KEPT_SESSIONS = 5

const dataSourceOf = ({ url, name, views }: ViewsDatabase): DataSource => {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: name,
    entities: tablesOf(views).entities,
    connectTimeoutMS: 10_000,
    poolSize: 10,
    // A kept session whose network forgets it would hold the next statement for a quarter of an hour.
    extra: { onConnect, min: KEPT_SESSIONS, keepAlive: true, keepAliveInitialDelayMillis: 10_000, query_timeout: ANSWER_MS },
  })
}

/** A service migrates with its own login, whose statements the server ends after a minute. */
const withoutTimeLimit = (session: pg.Client): void => {
  ignoreSessionErrors(session)
  // What is sent afterwards reports that the session failed.
  session.query('set statement_timeout = 0').catch(() => undefined)
}

/** A migration takes as long as it takes, and none is cut by what bounds the statements of a service. */
const migratingSourceOf = ({ url, name, views }: ViewsDatabase): DataSource => {
  const unbounded = new URL(url)
  unbounded.searchParams.delete('query_timeout')
  return new DataSource({
    type: 'postgres',
    url: unbounded.href,
    applicationName: name,
    migrations: [...feedMigrations, ...viewOperationMigrations, ...caseIndexMigrations, ...tablesOf(views).migrations],
    migrationsTransactionMode: 'each',
    connectTimeoutMS: 10_000,
    extra: { onConnect: withoutTimeLimit, keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  })
}

/**
 * Opens the database of a service's views and migrates it to this release. That of a newer release is opened as it is, if
 * this release works on it.
 * @throws WrongDeployment if it belongs to another service or log or needs a newer release; or if it cannot be reached, or a migration fails
 */
export const openViewsDatabase = async (database: ViewsDatabase): Promise<DataSource> => {
  const db = dataSourceOf(database)
  await reach('the views’ database', 'VIEWS_DATABASE_URL', () => db.initialize())
  try {
    await changing('the views’ database', 'VIEWS_DATABASE_URL', () => migrateViews(database))
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

/**
 * Migrates the database of a service's views to this release, as the service does at its start.
 * @returns the names of the migrations that were applied
 * @throws as `requireKnownViews`; then nothing was changed
 */
export const migrateViews = (database: ViewsDatabase): Promise<readonly string[]> => whileMigrating(database, (db) => migrate(db, database))

/**
 * Refuses a database of views on which this release does not work. Changes nothing.
 * @throws WrongDeployment if a newer release has changed it, UpgradeRefused if it is from before the first release
 */
export const requireKnownViews = (database: ViewsDatabase): Promise<void> =>
  whileMigrating(database, async (db) => {
    const session = db.createQueryRunner()
    try {
      await requireReadable(db, session, `the database ${new URL(database.url).pathname.slice(1)}`)
    } finally {
      await session.release()
    }
  })

const whileMigrating = async <T>(database: ViewsDatabase, work: (db: DataSource) => Promise<T>): Promise<T> => {
  const db = migratingSourceOf(database)
  await db.initialize()
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** The table of a view is of no concern to a release without that view, which needs only the tables that all consumers share. */
const needsOf = (views: readonly ViewTable[]): ReadonlyMap<string, string> => {
  const shared = feedMigrations.map((migration) => new migration().name).at(-1)
  if (shared === undefined) throw new Error('the feed has no migrations')
  // A release from before the operations, or before the index of cases, does not use their tables.
  const added = [...viewOperationMigrations, ...caseIndexMigrations, ...tablesOf(views).migrations]
  return new Map(added.map((migration) => [new migration().name ?? migration.name, shared]))
}

const migrate = async (db: DataSource, { owner, views }: Pick<ViewsDatabase, 'owner' | 'views'>): Promise<readonly string[]> => {
  const session = db.createQueryRunner()
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await (owner ? requireOwnViews(db, session, owner) : requireReadable(db, session))
    const applied = await db.runMigrations()
    await recordNeeds(session, needsOf(views))
    await session.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    return applied.map(({ name }) => name)
  } finally {
    await session.release()
  }
}
