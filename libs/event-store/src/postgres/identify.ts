import { randomUUID } from 'node:crypto'
import { type DeploymentRecord, type DeploymentSettings, digestKeyCheckOf, requireSameDeployment, WrongDeployment } from '../deployment.ts'
import { connectClient, readerConfig } from './connection.ts'
import { asStoreFailure } from './failures.ts'
import { NEWEST_MIGRATION } from './migrate.ts'

interface Row {
  readonly service: string | null
  readonly migration: number
  readonly log_id: string
  readonly name: string
  readonly digest_key_check: string
}

/** `identifyDeployment` for the event store in PostgreSQL. */
export const identifyInPostgres = async (url: string, settings: DeploymentSettings): Promise<DeploymentRecord> => {
  const found = await rowOf(url, settings)
  const { service } = settings
  if (found.service !== service)
    throw new WrongDeployment(
      `EVENT_STORE_URL has the login of ${found.service ?? 'no service'}, not of ${service}: set the URL of ${service}`,
    )
  if (found.migration > NEWEST_MIGRATION)
    throw new WrongDeployment(
      `a newer release has changed the event store (migration ${found.migration}; this release knows ${NEWEST_MIGRATION}): start ${service} in that release`,
    )
  const record = { logId: found.log_id, name: found.name, digestKeyCheck: found.digest_key_check }
  requireSameDeployment(settings, record)
  return record
}

const rowOf = async (url: string, { name, digestKey }: DeploymentSettings): Promise<Row> => {
  try {
    const client = await connectClient(readerConfig(url))
    try {
      const { rows } = await client.query<Row>('select * from events.identify($1, $2, $3)', [
        randomUUID(),
        name,
        Buffer.from(digestKeyCheckOf(digestKey), 'hex'),
      ])
      if (!rows[0]) throw new Error('events.identify returned no row: check the migrations of the event store')
      return rows[0]
    } finally {
      await client.end()
    }
  } catch (error) {
    // Undefined function: the database was not migrated to this release.
    if ((error as { code?: string }).code === '42883')
      throw new WrongDeployment(
        'the event store at EVENT_STORE_URL has the shape of an older release: migrate it, see docs/how-to/run-each-service.md',
      )
    throw asStoreFailure(error)
  }
}
