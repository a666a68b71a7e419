import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { compile } from '../../../../deploy/compile.mjs'
import { operatorOf } from '../faults/caught-up.ts'
import type { User } from '../faults/case-commands.ts'
import type { Replica } from '../restarts/replicas.fixtures.ts'
import { type SeparateServices, separateServices } from '../restarts/separate-services.fixtures.ts'
import { loadUsers } from '../restarts/steady-load.ts'
import { nameOf } from './load-protocol.ts'
import { type LoadSession, startLoadSession } from './load-session.ts'
import { PROGRAMS } from './pod-manifests.ts'
import { startProgram } from './running-program.ts'

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))
const COUNTED_MS = 4_000

jest.setTimeout(600_000)

let services: SeparateServices
let load: LoadSession
let investigation: Replica
beforeAll(async () => {
  compile('services/casectl', 'libs/crash-tests')
  services = await separateServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', { AGENCY_QUOTA: '1000000' })
  const replicas = await Promise.all(SERVICES.map((service) => services.start(service)))
  investigation = replicas[SERVICES.indexOf('investigation')]!
  const users: readonly User[] = [...loadUsers, ...Object.values(operatorOf)]
  const tokens = await Promise.all(users.map(async (user) => [nameOf(user), await services.tokenFor(user)] as const))
  // What kubectl starts in the pod, started here.
  const start = (args: readonly string[]) => {
    const program = args.at(-1)!.replace(PROGRAMS, PACKAGE)
    return startProgram(process.execPath, [program], { PATH: process.env['PATH'] })
  }
  load = startLoadSession(
    { start },
    {
      addresses: Object.fromEntries(SERVICES.map((service) => [service, services.addressOf(service)])) as Record<
        ServiceName,
        ReturnType<SeparateServices['addressOf']>
      >,
      tokens: Object.fromEntries(tokens),
      events: services.urlOf('events'),
      views: SERVICES.map((service) => services.urlOf(service)),
    },
  )
})
afterAll(async () => {
  load?.end()
  await services?.remove()
})

describe('the load of npm run test:cluster', () => {
  it('sends requests from its beginning on, of which none fails while nothing happens', async () => {
    expect(await load.ask('begin')).toEqual({ cases: 20 })
    await load.ask('mark')
    await pause(COUNTED_MS)
    const counts = await load.ask('mark')
    expect(counts).toMatchObject({ failed: 0, examples: [] })
    expect(counts.acknowledged).toBeGreaterThan(10)
    expect(counts.requests).toBeGreaterThan(counts.acknowledged)
  })

  it('counts the requests that fail while a service is away, and for how long its consumers have no owner', async () => {
    investigation.kill()
    await pause(COUNTED_MS)
    await services.start('investigation')
    const counts = await load.ask('mark')
    expect(counts.failed).toBeGreaterThan(10)
    expect(counts.examples[0]).toMatch(/^investigation: /)
    expect(counts.secondsWithoutOwner).toBeGreaterThan(1)
  })

  it('finds each acknowledged command once in the log, and how many events there are', async () => {
    const compared = await load.ask('compare')
    expect(compared).toMatchObject({ lost: [], doubled: [], invented: [] })
    expect(compared.events).toBeGreaterThanOrEqual(compared.acknowledged)
    expect(await load.ask('count')).toEqual({ events: compared.events })
  })
})
