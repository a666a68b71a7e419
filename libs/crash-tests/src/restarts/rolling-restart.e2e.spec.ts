import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { caseWorker, police, type User } from '../faults/case-commands.ts'
import { operatorOf, untilCaughtUp } from '../faults/caught-up.ts'
import { compareFacts, compareNotes, logOf } from '../faults/log-comparison.ts'
import { compile } from '../../../../deploy/compile.mjs'
import { until } from '../until.ts'
import { eventReader } from './event-reader.fixtures.ts'
import { watchHandovers } from './handover-watch.ts'
import type { EndedReplica, Replica } from './replicas.fixtures.ts'
import { type SeparateServices, separateServices } from './separate-services.fixtures.ts'
import { steadyLoad } from './steady-load.ts'
import { restartsTable, type Restarted } from './restarts-table.fixtures.ts'

/** A second more than a cluster takes to route requests elsewhere. */
const DELAY_SECONDS = '3'
const REQUESTS = 20_000
const PREPARED_CASES = 20

jest.setTimeout(600_000)

let services: SeparateServices
let load: ReturnType<typeof steadyLoad>
const restarted: Restarted[] = []
beforeAll(async () => {
  compile('services/casectl')
  services = await separateServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', {
    SHUTDOWN_DELAY_SECONDS: DELAY_SECONDS,
    AGENCY_QUOTA: '1000000',
  })
  load = steadyLoad(services)
})
afterAll(async () => {
  await load?.finish()
  await services?.remove()
  console.log(`rolling restart of every service, two replicas each\n${restartsTable(restarted, load)}`)
})

/** Requests outside the load, whose answers are documents. */
const asked = {
  request: async (by: User, path: string, { method = 'GET' }: { readonly method?: string } = {}) => {
    const { status, text } = await load.ask(by, method, path)
    return { status, body: JSON.parse(text) as Record<string, unknown> }
  },
}

const forEachService = <T>(work: (service: ServiceName) => Promise<T>): Promise<T[]> => Promise.all(SERVICES.map(work))

/** Stops a replica of each service at the same time. @returns how each ended */
const stop = (replicas: readonly Replica[]): Promise<EndedReplica[]> =>
  Promise.all(
    replicas.map(async (replica) => {
      const { readiness, ...end } = await replica.stop()
      expect(readiness).toEqual({ status: 503, reason: 'stopping' })
      return end
    }),
  )

/** Restarts every service: its first replica is stopped, a successor started, and then the second replica stopped. */
const restartAll = async (first: readonly Replica[], second: readonly Replica[]): Promise<void> => {
  const watches = await forEachService(async (service) => watchHandovers(await services.database(service)))
  const ended = [await stop(first)]
  await forEachService((service) => services.start(service))
  ended.push(await stop(second))
  for (const [index, service] of SERVICES.entries()) {
    const handovers = await watches[index]!.finish()
    restarted.push({ service, ended: ended.map((ends) => ends[index]!), ...handovers })
  }
}

/** The views of every service that differ from what the events say. */
const differingViews = async (): Promise<string[]> => {
  const differing: string[] = []
  for (const service of SERVICES) {
    const { body } = await asked.request(operatorOf[service]!, '/admin/projections')
    for (const { name } of body as unknown as { name: string }[]) {
      const verified = await asked.request(operatorOf[service]!, `/admin/projections/${name}/verify`, { method: 'POST' })
      if (verified.body['differing'] !== 0) differing.push(`${service} ${name}: ${JSON.stringify(verified.body).slice(0, 200)}`)
    }
  }
  return differing
}

it('a rolling restart of every service under load fails no request, loses and doubles no event, and hands each consumer over before its lease ends', async () => {
  const [first, second] = await Promise.all([forEachService((one) => services.start(one)), forEachService((one) => services.start(one))])
  await load.prepare(PREPARED_CASES)
  await untilCaughtUp(asked)
  await until('support is offered in each prepared case', async () => {
    const answers = await Promise.all(load.prepared().map(({ caseId }) => asked.request(caseWorker, `/cases/${caseId}`)))
    return answers.every(({ status }) => status === 200)
  })
  const reader = eventReader(services.addressOf('investigation').port, await services.tokenFor(police))
  load.start()
  await restartAll(first, second)
  while (load.total() < REQUESTS) await pause(50)
  await load.finish()

  expect(load.failures).toEqual([])
  expect(restarted.flatMap(({ ended }) => ended.map(({ code, signal, err }) => ({ code, signal, err })))).toEqual(
    SERVICES.flatMap(() => [0, 1].map(() => ({ code: 0, signal: null, err: '' }))),
  )
  expect(restarted.filter(({ expired, handovers }) => expired > 0 || handovers === 0)).toEqual([])

  await untilCaughtUp(asked)
  const log = await logOf(await services.database('events'))
  expect({ ...compareNotes(load.notes(), log), effects: compareFacts(log) }).toEqual({
    lost: [],
    doubled: [],
    invented: [],
    effects: { lost: [], doubled: [] },
  })
  expect(await differingViews()).toEqual([])

  // Every case is one of the police: the reader must have received each of its events, once and in order.
  const visible: string[] = []
  for (let after = '0', caughtUp = false; !caughtUp;) {
    const { text, headers } = await load.ask(police, 'GET', `/events?limit=1000&after=${after}`)
    visible.push(...(JSON.parse(text) as { position: string }[]).map(({ position }) => position))
    after = String(headers['cursor'])
    caughtUp = headers['caught-up'] === 'true'
  }
  await until('the reader has received as many', () => reader.positions().length >= visible.length)
  reader.close()
  expect(reader.positions()).toEqual(visible)
  expect({ broken: reader.counts.broken, closings: reader.counts.closings > 0 }).toEqual({ broken: 0, closings: true })
})
