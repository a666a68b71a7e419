import { join } from 'node:path'
import { startPostgres } from '@case-timeline/embedded'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { casectl, queried, type TestDeployment, testDeployment } from './deployment.fixtures.ts'

jest.setTimeout(120_000)

let deployment: TestDeployment
beforeEach(async () => {
  deployment = await testDeployment()
})
afterEach(() => deployment.remove())

const provide = () => casectl({ ADMIN_URL: deployment.adminUrl }, 'provide', '--prefix', deployment.prefix)

describe('casectl provide leaves another system of the server alone', () => {
  it('whose database has a name of the deployment, and changes nobody’s access to it', async () => {
    const vault = `${deployment.prefix}vault`
    await deployment.query('postgres', `create database ${vault}`)
    await deployment.query(vault, 'create table vault_kv_store (path text)')
    expect(await provide()).toMatchObject({
      code: 1,
      err: `The database ${vault} of this server belongs to another system: it has tables, and none of a deployment.
  - give a --prefix, with which the deployment has names of its own
`,
    })
    const found = await deployment.query(
      'postgres',
      `select datname as name, has_database_privilege('public', datname, 'connect') as open from pg_database where starts_with(datname, '${deployment.prefix}')`,
    )
    expect(found).toEqual([{ name: vault, open: true }])
  })

  it('whose login has the name of a role that would own events or keys', async () => {
    // These roles belong to a whole server, on which other specifications run.
    const server = await startPostgres({ dataDir: join(deployment.folder, 'server'), durable: false })
    try {
      await queried(server.url, 'create role vault_owner login')
      expect(await casectl({ ADMIN_URL: server.url }, 'provide')).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^The role vault_owner of this server belongs to another system: .*\n {2}- rename that role/),
      })
      expect(await queried(server.url, `select from pg_database where datname in ('events', 'vault')`)).toEqual([])
    } finally {
      await server.stop()
    }
  })

  it('but uses an empty database that was created for it', async () => {
    await deployment.query('postgres', `create database ${deployment.prefix}events`)
    expect(await provide()).toMatchObject({ code: 0 })
    expect(await provide()).toMatchObject({ code: 0 })
  })
})
