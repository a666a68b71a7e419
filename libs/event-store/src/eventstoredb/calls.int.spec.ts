import { afterEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { aStream, command, note, NoteTaken } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

/** What a service asks for one command about a case that it knows: admission and decision share one reading. */
const decide = async (store: EventStore, stream: string, caseId: string, known: { position: string; revision: number }) => {
  await store.readCase(caseId, { after: known.position })
  const guards = [
    { stream, revision: known.revision },
    { cases: [caseId], types: [NoteTaken.type], after: known.position },
  ]
  const answer = await store.append(command({ caseId, stream, expected: known.revision, guards }))
  if (answer.outcome !== 'appended') throw new Error(`the append was answered ${answer.outcome}`)
  return { position: answer.lastPosition, revision: answer.lastRevision }
}

describe('a command about a case that is in use', () => {
  it.each([1, 200])('needs an append and one read, also with %i streams in the case', async (streams) => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const caseId = randomUUID()
    for (let n = 0; n < streams; n += 1) await store.append(command({ caseId, facts: [note('a'), note('b')] }))
    const stream = aStream()
    const first = await store.append(command({ caseId, stream }))
    let known = { position: 'lastPosition' in first ? first.lastPosition : '0', revision: 0 }
    await store.readCase(caseId)
    known = await decide(store, stream, caseId, known)
    const before = server.calls()
    for (let n = 0; n < 10; n += 1) known = await decide(store, stream, caseId, known)
    expect(store.lateArrivals()).toBe(0)
    const { reads, appends, subscriptions } = server.calls()
    expect({ reads: (reads - before.reads) / 10, appends: appends - before.appends, subscriptions }).toEqual({
      reads: 1,
      appends: 10,
      subscriptions: 1,
    })
  })
})

describe('the subscriptions of a process', () => {
  it('are one at the server, and read nothing for an event that it brings', async () => {
    const server = await servers.server()
    const [store, writer] = [servers.store(server.url()), servers.store(server.url())]
    const first = await writer.append(command())
    const after = 'lastPosition' in first ? first.lastPosition : '0'
    const stop = new AbortController()
    const seen = Array.from({ length: 30 }, () => 0)
    const following = seen.map(async (_, index) => {
      for await (const { events } of store.subscribeAll({ after, signal: stop.signal })) seen[index] = (seen[index] ?? 0) + events.length
    })
    const until = async (count: number) => {
      while (seen.some((one) => one < count)) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await writer.append(command())
    await until(1)
    const before = server.calls()
    for (let n = 0; n < 20; n += 1) await writer.append(command())
    await until(21)
    const { reads, subscriptions } = server.calls()
    // That of each process: the writer, too, gets back what it has recorded by one.
    expect(subscriptions).toBe(2)
    // Those of the writer: each append to a stream that may exist looks for it.
    expect(reads - before.reads).toBeLessThanOrEqual(20 * 2)
    stop.abort()
    await Promise.all(following)
  })
})
