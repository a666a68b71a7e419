import { afterEach, describe, expect, it } from '@jest/globals'
import { command } from '../contract/harness.fixtures.ts'
import { type EventStore, StoreUnavailable } from '../event-store.ts'
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
