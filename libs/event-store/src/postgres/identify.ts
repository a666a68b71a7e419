import { randomUUID } from 'node:crypto'
import {
  type DeploymentRecord,
  type DeploymentSettings,
  digestKeyCheckOf,
  NotMigratedYet,
  requireSameDeployment,
  WrongDeployment,
} from '../deployment.ts'
import { connectClient, readerConfig } from './connection.ts'
import { asStoreFailure } from './failures.ts'
import { NEWEST_MIGRATION, OLDEST_MIGRATION } from './migrate.ts'

interface Row {
  readonly service: string | null
  readonly migration: number
  /** The migration that a release must know to work on this database. */
  readonly needed: number
  readonly log_id: string
  readonly name: string
  readonly digest_key_check: string
}

const OLDER_RELEASE =
  'the event store at EVENT_STORE_URL has the shape of an older release: run casectl migrate, see docs/how-to/run-each-service.md'

/** `identifyDeployment` for the event store in PostgreSQL. */
export const identifyInPostgres = async (url: string, settings: DeploymentSettings): Promise<DeploymentRecord> => {
  const found = await rowOf(url, settings)
  const { service } = settings
  if (found.service !== service)
    throw new WrongDeployment(
      `EVENT_STORE_URL has the login of ${found.service ?? 'no service'}, not of ${service}: set the URL of ${service}`,
    )
  if (found.needed > NEWEST_MIGRATION)
    throw new WrongDeployment(
      `a newer release has changed the event store (migration ${found.migration}; this release knows ${NEWEST_MIGRATION}, and ${found.needed} is needed): start ${service} in that release`,
    )
  const record = { logId: found.log_id, name: found.name, digestKeyCheck: found.digest_key_check }
  requireSameDeployment(settings, record)
  return record
}

const rowOf = async (url: string, { name, digestKey }: DeploymentSettings): Promise<Row> => {
  try {
    const client = await connectClient(readerConfig(url))
    try {
      const { rows } = await client.query<Row>('select *, migration as needed from events.identify($1, $2, $3)', [
        randomUUID(),
        name,
        Buffer.from(digestKeyCheckOf(digestKey), 'hex'),
      ])
      const [row] = rows
      if (!row) throw new Error('events.identify returned no row: check the migrations of the event store')
      if (row.migration < OLDEST_MIGRATION) throw new NotMigratedYet(OLDER_RELEASE)
      if (row.migration <= NEWEST_MIGRATION) return row
      const { rows: needs } = await client.query<Pick<Row, 'needed'>>('select events.needed_migration() as needed')
      return { ...row, ...needs[0] }
    } finally {
      await client.end()
    }
  } catch (error) {
    // Undefined function: the database was not migrated to this release.
    if ((error as { code?: string }).code === '42883') throw new NotMigratedYet(OLDER_RELEASE)
    throw error instanceof NotMigratedYet ? error : asStoreFailure(error)
  }
}
