import {
  AccessDeniedError,
  EventStoreDBClient,
  MaxAppendSizeExceededError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
  jsonEvent,
  type AllStreamSubscription,
} from '@eventstore/db-client'
import { afterEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { eventLog } from './event-log.ts'
import { startEventStoreDb, type EventStoreDb, type EventStoreDbOptions } from './event-store-db.ts'

const event = (data: Record<string, string> = {}) => jsonEvent({ type: 'NoteTaken', data, metadata: { by: 'test' } })

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe.each([
  ['many appends over one call', true],
  ['one call for each append', false],
])('the unmodified client of EventStoreDB, %s', (_, batchAppend) => {
  const opened: { client: EventStoreDBClient; server: EventStoreDb }[] = []
  const open = async (options: EventStoreDbOptions = {}, login?: string) => {
    const server = await startEventStoreDb({ batchAppend, ...options })
    const client = EventStoreDBClient.connectionString(server.url(login))
    opened.push({ client, server })
    return { client, server }
  }
  afterEach(async () => {
    for (const { client, server } of opened.splice(0)) {
      await client.dispose()
      await server.close()
    }
  })

  it('reads back the appended events, to the byte, in both directions', async () => {
    const { client } = await open()
    const events = ['a', 'Ä\u{1f984}', 'c'].map((text) => event({ text }))
    const { nextExpectedRevision, position } = await client.appendToStream('notes-1', events, { expectedRevision: 'no_stream' })
    expect(nextExpectedRevision).toBe(2n)
    const forwards = await collect(client.readStream('notes-1'))
    expect(forwards.map((one) => one.event?.data)).toEqual([{ text: 'a' }, { text: 'Ä\u{1f984}' }, { text: 'c' }])
    expect(forwards.map((one) => one.event?.id)).toEqual(events.map(({ id }) => id))
    expect(forwards.at(-1)?.event?.position?.commit).toBe(position?.commit)
    const backwards = await collect(client.readStream('notes-1', { direction: 'backwards', fromRevision: 'end', maxCount: 2 }))
    expect(backwards.map((one) => one.event?.revision)).toEqual([2n, 1n])
    const all = await collect(client.readAll())
    expect(all.map((one) => one.event?.streamId)).toEqual(['$$$stats-127.0.0.1:2113', 'notes-1', 'notes-1', 'notes-1'])
    const positions = all.map((one) => one.event?.position?.commit ?? 0n)
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)))
  })

  it('gets the current revision when it expects another one', async () => {
    const { client } = await open()
    await client.appendToStream('notes-1', [event(), event()])
    for (const expectedRevision of ['no_stream', 0n, 7n] as const)
      await expect(client.appendToStream('notes-1', event(), { expectedRevision })).rejects.toMatchObject({ actualVersion: 1n })
    await expect(client.appendToStream('notes-2', event(), { expectedRevision: 0n })).rejects.toThrow(WrongExpectedVersionError)
  })

  it('may send the same events again, and the server records them once', async () => {
    const { client } = await open()
    const events = [event(), event()]
    const first = await client.appendToStream('notes-1', events, { expectedRevision: 'no_stream' })
    expect(await client.appendToStream('notes-1', events, { expectedRevision: 'no_stream' })).toEqual(first)
    expect(await client.appendToStream('notes-1', events, { expectedRevision: 'any' })).toEqual(first)
    expect(await collect(client.readStream('notes-1'))).toHaveLength(2)
    const partly = [events[0] ?? event(), event()]
    await expect(client.appendToStream('notes-1', partly, { expectedRevision: 'no_stream' })).rejects.toThrow(WrongExpectedVersionError)
  })

  it('gets an error for a missing stream, and for an append that is too large', async () => {
    const { client } = await open({ maxAppendSize: 500 })
    await expect(collect(client.readStream('nobody'))).rejects.toThrow(StreamNotFoundError)
    await expect(client.appendToStream('notes-1', event({ text: 'x'.repeat(600) }))).rejects.toThrow(MaxAppendSizeExceededError)
  })

  it('follows $all with a filter, and gets checkpoints past events that were filtered out', async () => {
    const { client } = await open()
    await client.appendToStream('notes-1', event({ text: 'before' }))
    const checkpoints: bigint[] = []
    const filter = streamNameFilter({
      prefixes: ['notes-'],
      checkpointReached: (_subscription, { commit }) => void checkpoints.push(commit),
    })
    const subscription: AllStreamSubscription = client.subscribeToAll({ filter })
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const { event: one } of subscription) {
        seen.push(one?.data)
        if (seen.length === 2) break
      }
    })()
    await client.appendToStream(
      'other-1',
      Array.from({ length: 100 }, () => event()),
    )
    const { position } = await client.appendToStream('notes-2', event({ text: 'after' }))
    await reading
    await subscription.unsubscribe()
    expect(seen).toEqual([{ text: 'before' }, { text: 'after' }])
    expect(checkpoints.length).toBeGreaterThanOrEqual(3)
    expect(checkpoints.every((one) => one < (position?.commit ?? 0n))).toBe(true)
  })

  it('continues after the server was restarted on the same port', async () => {
    const { client, server } = await open()
    await client.appendToStream('notes-1', event({ text: 'kept' }))
    await server.stop()
    await expect(client.appendToStream('notes-1', event())).rejects.toThrow()
    await server.start()
    const again = EventStoreDBClient.connectionString(server.url())
    expect((await collect(again.readStream('notes-1'))).map((one) => one.event?.data)).toEqual([{ text: 'kept' }])
    await again.dispose()
  })

  it('authenticates with its login over TLS, and has the rights of the login', async () => {
    const logins = { clerk: { password: 'p:w', writes: ['notes-'] }, chief: { password: 'x', admin: true } }
    const { client, server } = await open({ logins }, 'clerk')
    await client.appendToStream('notes-1', event())
    await expect(client.appendToStream('other-1', event())).rejects.toThrow(AccessDeniedError)
    await expect(client.deleteStream('notes-1')).rejects.toThrow(AccessDeniedError)
    await expect(client.tombstoneStream('notes-1')).rejects.toThrow(AccessDeniedError)
    await expect(client.setStreamMetadata('notes-1', { truncateBefore: 1 })).rejects.toThrow(AccessDeniedError)
    const stranger = EventStoreDBClient.connectionString(server.url('stranger'))
    await expect(stranger.appendToStream('notes-1', event())).rejects.toThrow(AccessDeniedError)
    await stranger.dispose()
  })

  it('finds the leader by discovery and by a redirect', async () => {
    const log = eventLog()
    const leader = await open({ log })
    const follower = await open({ log, leader: leader.server.port })
    await expect(follower.client.appendToStream('notes-1', event(), { requiresLeader: true })).rejects.toMatchObject({
      leader: { port: leader.server.port },
    })
    await follower.client.appendToStream('notes-1', event(), { requiresLeader: true })
    const discovering = EventStoreDBClient.connectionString(follower.server.url().replace('esdb:', 'esdb+discover:'))
    await discovering.appendToStream('notes-1', event(), { requiresLeader: true })
    await discovering.dispose()
    expect(log.stream('notes-1')).toHaveLength(2)
  })

  it('does not know whether an append was recorded when the connection breaks before the answer', async () => {
    const { client, server } = await open()
    const stream = `notes-${randomUUID()}`
    server.interventions.recorded = async () => void server.cutConnections()
    await expect(client.appendToStream(stream, event())).rejects.toThrow()
    expect(server.log.stream(stream)).toHaveLength(1)
  })
})
