import { afterEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { command, note, secret, SecretKept } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { readableEventStore } from '../readable-event-store.ts'
import { testServers, LOGINS, foreignEvent } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

const textsOf = (events: readonly { data: unknown }[]) => events.map(({ data }) => (data as { text: string }).text)

/** Follows a log in the background. */
const following = (store: EventStore, from: { after: string; types?: readonly string[] }) => {
  const stop = new AbortController()
  const seen: string[] = []
  const positions: string[] = []
  const done = (async () => {
    for await (const { events, position } of store.subscribeAll({ ...from, signal: stop.signal })) {
      seen.push(...textsOf(events))
      positions.push(position)
    }
  })()
  const until = async (condition: () => boolean) => {
    for (let tries = 0; !condition(); tries += 1) {
      if (tries === 8_000) throw new Error('this condition was not met within 40 s')
      await pause(5)
    }
  }
  return {
    seen,
    positions,
    until,
    stop: () => {
      stop.abort()
      return done
    },
  }
}

describe('following the log of EventStoreDB', () => {
  // Over TLS, Node may detect a broken connection only by an unanswered ping, after fifteen seconds.
  it.each([
    [false, 6],
    [true, 1],
  ])('continues after each dropped connection and delivers each event once (over TLS: %s)', async (secure, rounds) => {
    const server = await servers.server(secure ? { logins: LOGINS } : {})
    const url = server.url(secure ? 'investigation' : undefined)
    const writer = servers.store(url)
    const reader = following(servers.store(url), { after: '0' })
    const expectedTexts: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        const text = `round ${round}, note ${n}`
        expectedTexts.push(text)
        for (const one = command({ facts: [note(text)] }); ; await pause(10)) if (await writer.append(one).catch(() => undefined)) break
      }
      server.cutConnections()
    }
    await reader.until(() => reader.seen.length >= expectedTexts.length)
    expect(reader.seen).toEqual(expectedTexts)
    await reader.stop()
  })

  it('continues after a restart of the server', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const reader = following(store, { after: '0' })
    await store.append(command({ facts: [note('before')] }))
    await reader.until(() => reader.seen.length === 1)
    await server.stop()
    await pause(100)
    await server.start()
    for (const one = command({ facts: [note('after')] }); ; await pause(10)) if (await store.append(one).catch(() => undefined)) break
    await reader.until(() => reader.seen.length === 2)
    expect(reader.seen).toEqual(['before', 'after'])
    await reader.stop()
  })

  it('moves its position past events of other applications in the same EventStoreDB', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    await store.append(command({ facts: [note('one')] }))
    const reader = following(store, { after: '0' })
    await reader.until(() => reader.seen.length === 1)
    const recordOthers = (part: number) => {
      for (let n = 0; n < 200; n += 1) server.log.append('orders-1', 'any', [{ ...foreignEvent('OrderPlaced'), id: `other-${part}-${n}` }])
    }
    for (const part of [2, 3]) {
      recordOthers(part)
      await reader.until(() => reader.positions.length >= part)
    }
    const others = server.log.all().filter(({ stream }) => stream === 'orders-1')
    expect(others.map(({ position }) => String(position))).toContain(reader.positions.at(-1))
    await store.append(command({ facts: [note('two')] }))
    await reader.until(() => reader.seen.length === 2)
    expect(reader.seen).toEqual(['one', 'two'])
    await reader.stop()
    const again = following(store, { after: reader.positions.at(-2) ?? '0' })
    await again.until(() => again.seen.length === 1)
    expect(again.seen).toEqual(['two'])
    await again.stop()
  })

  it('delivers only the requested types, and reports every position that it has passed', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    await store.append(command({ facts: [note('a'), secret('b'), note('c')] }))
    const reader = following(store, { after: '0', types: [SecretKept.type] })
    await reader.until(() => reader.seen.length === 1)
    const { lastPosition } = { lastPosition: '', ...(await store.append(command({ facts: [note('d')] }))) }
    await reader.until(() => reader.positions.at(-1) === lastPosition)
    expect(reader.positions.at(-1)).toBe(lastPosition)
    await store.append(command({ facts: [secret('e')] }))
    await reader.until(() => reader.seen.length === 2)
    expect(reader.seen).toEqual(['b', 'e'])
    await reader.stop()
  })
})

describe('the subscription of a process that records', () => {
  it('brings back what it has recorded; while it is lost, the process asks for that, and says how often', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const { stream } = command()
    const append = async (): Promise<{ readonly reads: number; readonly late: number }> => {
      const before = { reads: server.calls().reads, late: store.lateArrivals() ?? 0 }
      for (const one = command({ stream }); ; await pause(10)) if (await store.append(one).catch(() => undefined)) break
      return { reads: server.calls().reads - before.reads, late: (store.lateArrivals() ?? 0) - before.late }
    }
    const untilFollowed = async (): Promise<void> => {
      for (let one = await append(); one.reads > 0;) one = await append()
    }
    await untilFollowed()
    expect(store.lateArrivals()).toBe(0)
    server.cutConnections()
    const first = await append()
    expect(first.late).toBe(1)
    expect(first.reads).toBeGreaterThan(0)
    await untilFollowed()
    expect(await append()).toEqual({ reads: 0, late: 0 })
    expect(await store.readStream(stream)).toHaveLength(server.log.stream(stream)?.length ?? 0)
  })
})

describe('the log of an EventStoreDB shared with other applications', () => {
  it('is read without the events of other applications, and its last position ignores them', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    expect(await store.lastPosition()).toBe('0')
    expect(await store.readAll({ after: '0', limit: 10 })).toEqual({ events: [], position: '0' })
    const { lastPosition } = { lastPosition: '', ...(await store.append(command({ facts: [note('ours')] }))) }
    server.log.append('orders-1', 'any', [foreignEvent('investigation.NoteTaken', '{"text":"not ours"}')])
    expect(await store.lastPosition()).toBe(lastPosition)
    expect(textsOf((await store.readAll({ after: '0', limit: 10 })).events)).toEqual(['ours'])
    const ofTypes = await store.readAll({ after: '0', limit: 10, types: ['investigation.NoteTaken'] })
    expect(textsOf(ofTypes.events)).toEqual(['ours'])
  })

  it('can be read except for a stream into which another application wrote', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const one = command({ expected: 'new' })
    await store.append(one)
    server.log.append(one.stream, 0, [foreignEvent('investigation.Forged', '{"text":"forged"}')])
    await store.append(command({ facts: [note('next case')] }))
    expect(textsOf((await store.readAll({ after: '0', limit: 10 })).events)).toEqual(['a note', 'next case'])
    const foreignEventError = /holds investigation.Forged \(revision 1\), which case-timeline did not write/
    await expect(store.readStream(one.stream)).rejects.toThrow(foreignEventError)
    await expect(store.append(command({ stream: one.stream }))).rejects.toThrow(foreignEventError)
  })

  it('is read without an event in the form of our own whose envelope, data, time or metadata is malformed', async () => {
    const server = await servers.server()
    const store = readableEventStore(servers.store(server.url()))
    const one = command({ expected: 'new', facts: [note('first')] })
    await store.append(one)
    const [written] = await store.readStream(one.stream)
    const forge = (metadata: object, data = '{"text":"forged"}') => ({
      ...foreignEvent('investigation.NoteTaken', data),
      id: randomUUID(),
      metadata: Buffer.from(JSON.stringify({ ...own, ...metadata })),
    })
    const own = {
      ...{ caseId: written?.caseId, commandId: one.commandId, commandDigest: '00', visibility: 'investigation,auditTrail' },
      ...{ eventHash: '00', chainHash: '00', salt: '00', envelope: written?.envelopeText, sending: randomUUID() },
    }
    // Records that another application wrote, and events of ours that nobody can read.
    const foreign = ['2026-02-30T00:00:00.000000Z', '2026-13-01T00:00:00.000000Z'].map((recordedAt) => forge({ recordedAt }))
    const forged = [...foreign, forge({ visibility: 7 }), forge({ envelope: '{}' }), forge({ envelope: '{' }), forge({}, 'no JSON')]
    for (const event of forged) server.log.append(`investigation.case-${randomUUID()}`, 'any', [event])
    await store.append(command({ facts: [note('last')] }))
    expect(textsOf((await store.readAll({ after: '0', limit: 10 })).events)).toEqual(['first', 'last'])
    expect(store.unreadableEvents()).toHaveLength(3)
  })

  it('refuses a read from a position that does not exist, such as one of a log that was restored', async () => {
    const store = servers.store((await servers.server()).url())
    await store.append(command())
    await expect(store.readAll({ after: '1234567', limit: 10 })).rejects.toThrow('the event store refused the request as invalid')
  })

  it('reports the missing revision of a stream that was truncated or deleted on the server', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const one = command({ expected: 'new', facts: [note('a'), note('b')] })
    await store.append(one)
    server.log.remove(one.stream, true)
    const next = servers.store(server.url()).append(command({ stream: one.stream, expected: 'new' }))
    await expect(next).rejects.toThrow(`${one.stream} lacks revision 0: the stream was deleted or truncated on the server`)
    server.log.remove(one.stream, false)
    await expect(servers.store(server.url()).readStream(one.stream)).rejects.toThrow(/was deleted on the server for good/)
  })
})
