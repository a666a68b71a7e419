import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceName } from '@case-timeline/contracts'
import { startPostgres } from '@case-timeline/embedded'
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { casectl, queried, type TestDeployment, testDeployment } from './deployment.fixtures.ts'

jest.setTimeout(120_000)

let deployment: TestDeployment
beforeEach(async () => {
  deployment = await testDeployment()
})
afterEach(() => deployment.remove())

it('A password of a login is in no statement that PostgreSQL logs, and the login works', async () => {
  const logFile = join(deployment.folder, 'statements.log')
  const server = await startPostgres({ dataDir: join(deployment.folder, 'logging'), logFile, durable: false })
  try {
    await queried(server.url, `alter system set log_statement = 'all'`)
    await queried(server.url, 'select pg_reload_conf()')
    const { out } = await casectl({ ADMIN_URL: server.url }, 'provide', '--json')
    expect((await casectl({ ADMIN_URL: server.url }, 'migrate')).code).toBe(0)
    const { services } = JSON.parse(out) as { services: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> }
    const urls = Object.values(services).flatMap((variables) => Object.values(variables).filter((value) => URL.canParse(value)))
    for (const url of urls) await queried(url, 'select')
    const log = await readFile(logFile, 'utf8')
    expect(log).toMatch(/create role "?casectl_\w+"? login password /)
    expect(log).toMatch(/create role "vault_prosecution" login password /)
    expect(urls.map((url) => new URL(url).password).filter((password) => log.includes(password))).toEqual([])
    expect(log).not.toMatch(/password '(?!SCRAM-SHA-256\$)/)
  } finally {
    await server.stop()
  }
})
