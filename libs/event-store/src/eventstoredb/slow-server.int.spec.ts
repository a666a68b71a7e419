import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { command } from '../contract/harness.fixtures.ts'
import { type EventStore, StoreUnavailable } from '../event-store.ts'
import { MAX_SENT } from './batch-lane.ts'
import { type IndexingService, indexingService } from './kept-case-index.fixtures.ts'
import { testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

const one = command({ expected: 'new' })
const caseId = one.events[0]?.caseId ?? ''

/** What a request asks. */
const QUESTIONS: Readonly<Record<string, (store: EventStore) => Promise<unknown>>> = {
  'an append': (store) => store.append(command()),
  'the events of a stream': (store) => store.readStream(one.stream),
  'the events of a case': (store) => store.readCase(caseId),
  'the heads of cases': (store) => store.caseHeads([caseId]),
  'what a command recorded': (store) => store.findCommand(one.stream, one.commandId),
  'the last position': (store) => store.lastPosition(),
  'the hashes at positions': (store) => store.hashesAt(['77']),
  'a page of the log': (store) => store.scanAll({ after: '0', limit: 10 }),
}

describe.each(Object.entries(QUESTIONS))('a server that keeps its connections and answers no read: %s', (_, ask) => {
  it('is refused in time, also by a process that has not read anything yet, and answered when the server answers again', async () => {
    const server = await servers.server()
    const url = server.url(undefined, 'defaultDeadline=300')
    const [used, fresh] = [servers.store(url), servers.store(url)]
    await servers.store(server.url()).append(one)
    await used.lastPosition()
    await fresh.time()
    const held: (() => void)[] = []
    server.interventions.reading = () => new Promise((resolve) => held.push(resolve))
    for (const store of [used, fresh]) await expect(ask(store)).rejects.toThrow(StoreUnavailable)
    server.interventions.reading = undefined
    for (const release of held) release()
    for (const store of [used, fresh]) await ask(store)
  })
})

describe('a server that takes long for each answer', () => {
  let indexing: IndexingService
  beforeAll(async () => {
    indexing = await indexingService()
  })
  beforeEach(() => indexing.begin())
  afterAll(() => indexing.close())

  it('has a question of a service that needs many calls refused in the time of one, and answered once the server is quicker', async () => {
    const server = await servers.server()
    const writer = servers.store(server.url())
    for (let streams = 0; streams < 40; streams += 1) await writer.append(command({ caseId }))
    const service = servers.store(server.url(undefined, 'defaultDeadline=500'), { indexIn: { db: indexing.db } })
    await service.caseHeads([caseId])
    // Each answer is in time; eight streams are read at once.
    server.interventions.reading = () => pause(400)
    await expect(service.readCase(caseId)).rejects.toThrow(StoreUnavailable)
    server.interventions.reading = undefined
    expect(await service.readCase(caseId)).toHaveLength(40)
  })

  it('is sent so many appends at once that it answers each in time: the others wait here, and are recorded, too', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const held: (() => void)[] = []
    server.interventions.received = () => new Promise((resolve) => held.push(resolve))
    const appends = Array.from({ length: 2 * MAX_SENT + 20 }, () => store.append(command()))
    while (held.length < MAX_SENT) await pause(5)
    await pause(50)
    expect(server.calls().appends).toBe(MAX_SENT)
    server.interventions.received = undefined
    for (const release of held) release()
    for (const answer of await Promise.all(appends)) expect(answer).toMatchObject({ outcome: 'appended' })
  })
})
