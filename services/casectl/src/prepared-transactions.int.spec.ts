import { startPostgres } from '@case-timeline/embedded'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { casectl } from './deployment/deployment.fixtures.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-doctor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What doctor says of a server that is started on the same data each time. @param change is made after that */
const saidOf = async (change?: string): Promise<string> => {
  const { url, stop } = await startPostgres({ dataDir: folder, durable: false })
  try {
    const { out } = await casectl({ DATABASE_URL: url }, '--data', join(folder, 'none'), 'doctor')
    if (change !== undefined) {
      const admin = new pg.Client({ connectionString: url })
      await admin.connect()
      await admin.query(change)
      await admin.end()
    }
    return out
  } finally {
    await stop()
  }
}

it('doctor notes a server in which a login could keep locks of the event store without a session', async () => {
  expect(await saidOf('alter system set max_prepared_transactions = 2')).toMatch(/^ok {4}PostgreSQL +\S+ at DATABASE_URL$/m)
  expect(await saidOf()).toMatch(
    /^note {2}PostgreSQL +\S+ at DATABASE_URL, with max_prepared_transactions = 2\n +-> set it to 0 and restart the server/m,
  )
}, 60_000)
