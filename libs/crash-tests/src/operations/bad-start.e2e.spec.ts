import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { readBy } from './fault.fixtures.ts'
import { alertRules } from './monitoring.fixtures.ts'
import { type OperatedService, operatedService, type Server } from './operated-service.fixtures.ts'

jest.setTimeout(300_000)

let service: OperatedService
beforeEach(async () => {
  service = await operatedService()
})
afterEach(() => service?.close())

const SERVERS: readonly (readonly [string, Server])[] = [
  ['the event store', 'EVENT_STORE_URL'],
  ['the views’ database', 'VIEWS_DATABASE_URL'],
  ['the vault', 'VAULT_URL'],
]

describe.each(SERVERS)('a service that starts while %s is down', (what, variable) => {
  it('says so in its log and is seen by nobody, for which there is an alert; it starts by itself as soon as that answers', async () => {
    await service.fronts[variable].cut()
    const started = service.start()
    const logged = new RegExp(
      `${what} cannot be opened .*check the address and the login in ${variable}.*the service cannot start yet: it tries again`,
    )
    const during = await service.until(/^$/, logged, 0)
    expect(during.metrics).toBe('')
    expect(readBy('MetricsMissing')).toEqual(['case_timeline_ready'])
    expect(alertRules().find(({ alert }) => alert === 'ServiceNotReady')?.expr).toMatch(/\bup\{.*\} == 0/)
    await service.fronts[variable].restore()
    await started
    const after = await service.until(/^200 .*"ok"/, /"msg":"listening"/, during.log.length)
    expect(after.metrics).toMatch(/^case_timeline_ready(\{[^}]*\})? 1$/m)
    expect(await service.userWithToken()).toBe(200)
  })
})
