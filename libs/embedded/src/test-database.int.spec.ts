import { expect, it } from '@jest/globals'
import pg from 'pg'
import { testDatabase } from './test-database.fixtures.ts'

it('gives each spec an empty PostgreSQL database and removes it', async () => {
  const mine = await testDatabase()
  const client = new pg.Client({ connectionString: mine.url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('create table fact (id int)')
  await mine.drop()
  const again = new pg.Client({ connectionString: mine.url })
  await expect(again.connect()).rejects.toThrow('does not exist')
  await client.end().catch(() => undefined)
})
