import { afterEach, describe, expect, it } from '@jest/globals'
import type { EventStoreDb } from '@case-timeline/testing'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { NotStorable } from '../canonical.ts'
import { aStream, command, note, secret } from '../contract/harness.fixtures.ts'
import { LoginRefused, StoreDenied, StoreOverloaded, StoreUnavailable, type Append, type EventStore } from '../event-store.ts'
import { testServers, LOGINS } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

/** Sends a command until it is answered, as a caller does when the answer was lost. */
const untilAnswered = async (store: EventStore, one: Append) => {
  for (;;)
    try {
      return await store.append(one)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(10)
    }
}

/** Holds the next append after it has arrived, before anything is recorded. @returns what lets it go on */
const heldAppend = ({ interventions }: EventStoreDb): (() => void) => {
  let release = (): void => undefined
  interventions.received = () => {
    interventions.received = undefined
    return new Promise<void>((resolve) => (release = resolve))
  }
  return () => release()
}

describe.each([
  ['many appends over one call', true],
  ['one call for each append', false],
])('the driver of EventStoreDB, %s, when the server fails', (_, batchAppend) => {
  it('records a command once when the connection breaks between its request and its answer', async () => {
    const server = await servers.server({ batchAppend })
    const store = servers.store(server.url())
    const one = command({ expected: 'new', facts: [note('a'), note('b')] })
    server.interventions.recorded = async () => {
      server.interventions.recorded = undefined
      server.cutConnections()
    }
    await expect(store.append(one)).rejects.toThrow(StoreUnavailable)
    expect(server.log.stream(one.stream)).toHaveLength(2)
    expect(await untilAnswered(store, one)).toMatchObject({ outcome: 'duplicate', firstRevision: 0, lastRevision: 1 })
    expect(await untilAnswered(store, command({ stream: one.stream, expected: 1 }))).toMatchObject({ firstRevision: 2 })
    expect(await store.readStream(one.stream)).toHaveLength(3)
  })

  it('records a command once when the connection breaks before anything was recorded', async () => {
    const server = await servers.server({ batchAppend, commitTimeoutMs: 50 })
    const store = servers.store(server.url())
    const one = command({ expected: 'new' })
    const cutAndContinue = async () => {
      server.interventions.received = undefined
      server.cutConnections()
      await pause(50)
    }
    server.interventions.received = cutAndContinue
    await expect(store.append(one)).rejects.toThrow(StoreUnavailable)
    await untilAnswered(store, one)
    await pause(100)
    expect(server.log.stream(one.stream)).toHaveLength(1)
  })

  it('reports that the deadline passed, and returns the first answer when the command is sent again', async () => {
    const server = await servers.server({ batchAppend })
    const store = servers.store(server.url(undefined, 'defaultDeadline=300'))
    const one = command({ expected: 'new' })
    let release = (): void => undefined
    server.interventions.recorded = () => new Promise<void>((resolve) => (release = resolve))
    await expect(store.append(one)).rejects.toThrow(/did not answer before the deadline/)
    server.interventions.recorded = undefined
    release()
    expect(await untilAnswered(store, one)).toMatchObject({ outcome: 'duplicate' })
  })

  it('answers a command that another replica sends at the same moment with what the other recorded', async () => {
    const server = await servers.server({ batchAppend, commitTimeoutMs: 50 })
    const [first, second] = [servers.store(server.url()), servers.store(server.url())]
    const one = command({ expected: 'new', facts: [note('a'), note('b')] })
    const release = heldAppend(server)
    const recorded = first.append(one)
    while (server.calls().appends === 0) await pause(5)
    const repeated = second.append(one)
    while (server.calls().appends < 3) await pause(5)
    release()
    expect(await recorded).toMatchObject({ outcome: 'appended', firstRevision: 0, lastRevision: 1 })
    expect(await repeated).toMatchObject({ outcome: 'duplicate', firstRevision: 0, lastRevision: 1 })
    expect(server.log.stream(one.stream)).toHaveLength(2)
  })

  it('does not answer that a guard broke while an append of the same command may still be recorded', async () => {
    const server = await servers.server({ batchAppend, commitTimeoutMs: 50 })
    const [first, second] = [servers.store(server.url()), servers.store(server.url())]
    const guarded = aStream()
    const one = command({ expected: 'new', guards: [{ stream: guarded, revision: -1 }] })
    const release = heldAppend(server)
    const recorded = first.append(one)
    while (server.calls().appends === 0) await pause(5)
    const repeated = second.append(one)
    while (server.calls().appends < 2) await pause(5)
    await first.append(command({ stream: guarded }))
    await pause(300)
    release()
    const overtaken = { firstRevision: 0, overtakenBy: { stream: guarded, revision: 0 } }
    expect(await recorded).toMatchObject({ outcome: 'appended', ...overtaken })
    expect(await repeated).toMatchObject({ outcome: 'duplicate', ...overtaken })
  })

  it('tries an append that the server gave up again until the deadline, and then says that it may be sent again', async () => {
    const server = await servers.server({ batchAppend, commitTimeoutMs: 50 })
    const [first, second] = [servers.store(server.url()), servers.store(server.url(undefined, 'defaultDeadline=2000'))]
    const one = command({ expected: 'new' })
    const release = heldAppend(server)
    const recorded = first.append(one)
    while (server.calls().appends === 0) await pause(5)
    await expect(second.append(one)).rejects.toThrow(/could not write within its own time limit: send the same command again/)
    expect(server.calls().appends).toBeGreaterThan(2)
    release()
    expect(await recorded).toMatchObject({ outcome: 'appended' })
    expect(await untilAnswered(second, one)).toMatchObject({ outcome: 'duplicate' })
  })

  it('reports that the server cannot be reached, and works once the server is available', async () => {
    const server = await servers.server({ batchAppend })
    const store = servers.store(server.url())
    const one = command({ expected: 'new' })
    await store.append(command())
    await server.stop()
    await expect(store.append(one)).rejects.toThrow(/cannot be reached .*: send the same command again/)
    await expect(store.readStream(one.stream)).rejects.toThrow(StoreUnavailable)
    await server.start()
    expect(await untilAnswered(store, one)).toMatchObject({ outcome: 'appended' })
  })

  it('refuses a command that is too large, and records no part of it', async () => {
    const server = await servers.server({ batchAppend, maxAppendSize: 20_000 })
    const store = servers.store(server.url())
    const stream = aStream()
    await store.append(command({ stream }))
    const large = store.append(command({ stream, facts: [note('x'.repeat(30_000))] }))
    await expect(large).rejects.toThrow(NotStorable)
    await expect(large).rejects.toThrow('has events of more than 20000 bytes, the limit of the event store')
    expect(await store.append(command({ stream, expected: 0 }))).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })

  it('follows the redirect to the leader, and returns to the first node when the leader is gone', async () => {
    const leader = await servers.server({ batchAppend })
    const follower = await servers.server({ batchAppend, log: leader.log, leader: leader.port })
    const store = servers.store(follower.url())
    const one = command({ expected: 'new' })
    expect(await store.append(one)).toMatchObject({ outcome: 'appended' })
    expect(await store.readStream(one.stream)).toHaveLength(1)
    await leader.stop()
    await expect(store.append(command())).rejects.toThrow(StoreUnavailable)
    await leader.start()
    expect(await untilAnswered(store, command())).toMatchObject({ outcome: 'appended' })
  })

  it('refuses a command when the queue is full', async () => {
    const server = await servers.server({ batchAppend })
    const store = servers.store(server.url(), { bounds: { waiting: 3 } })
    const taken = [1, 2, 3].map(() => store.append(command()))
    await expect(store.append(command())).rejects.toThrow(StoreOverloaded)
    expect((await Promise.all(taken)).map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended'])
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  })
})

/** A way to a server that can be made to deliver nothing any more, without a connection that breaks: a frozen node. */
const freezableWay = async (port: number) => {
  const sockets = new Set<Socket>()
  let isFrozen = false
  const way = createServer((caller) => {
    const server = connect(port, '127.0.0.1')
    for (const socket of [caller, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      if (isFrozen) socket.pause()
    }
    caller.on('data', (data) => !isFrozen && server.write(data))
    server.on('data', (data) => !isFrozen && caller.write(data))
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  return {
    port: (way.address() as AddressInfo).port,
    freeze: () => void (isFrozen = true),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => way.close(resolve))
    },
  }
}

describe('a node that accepts connections and never answers', () => {
  it('fails every question in the time of one answer, and nobody waits for a search for the leader', async () => {
    const server = await servers.server()
    const way = await freezableWay(server.port)
    const url = server
      .url(undefined, 'defaultDeadline=300&keepAliveInterval=300&keepAliveTimeout=300')
      .replace(String(server.port), String(way.port))
    const [used, fresh] = [servers.store(url), servers.store(url)]
    const searching = servers.store(url.replace('esdb:', 'esdb+discover:'))
    const one = command({ expected: 'new' })
    try {
      await used.append(one)
      way.freeze()
      for (const store of [used, fresh, searching]) {
        await expect(store.append(command())).rejects.toThrow(StoreUnavailable)
        await expect(store.readStream(one.stream)).rejects.toThrow(StoreUnavailable)
        await expect(store.readCase(one.events[0]?.caseId ?? '')).rejects.toThrow(StoreUnavailable)
        await expect(store.lastPosition()).rejects.toThrow(StoreUnavailable)
        await expect(store.readAll({ after: '0', limit: 10 })).rejects.toThrow(StoreUnavailable)
      }
    } finally {
      await way.close()
    }
  })
})

describe('the driver of EventStoreDB, over TLS and by login', () => {
  it('authenticates with the login of its connection string', async () => {
    const server = await servers.server({ logins: LOGINS })
    const store = servers.store(server.url('investigation'))
    const one = command({ expected: 'new' })
    expect(await store.append(one)).toMatchObject({ outcome: 'appended' })
    expect(await store.readStream(one.stream)).toHaveLength(1)
  })

  it.each([true, false])('refuses an append that its login may not write (many appends over one call: %s)', async (batchAppend) => {
    const server = await servers.server({ logins: LOGINS, batchAppend })
    const store = servers.store(server.url('investigation'), { service: 'prosecution' })
    await expect(store.append(command({ service: 'prosecution' }))).rejects.toThrow(StoreDenied)
    const own = servers.store(server.url('investigation'))
    expect(await own.append(command())).toMatchObject({ outcome: 'appended' })
  })

  it('refuses every operation when the server does not know its login', async () => {
    const server = await servers.server({ logins: LOGINS })
    const unknownClient = servers.store(server.url('stranger'))
    await expect(unknownClient.append(command())).rejects.toThrow(LoginRefused)
    await expect(unknownClient.lastPosition()).rejects.toThrow(LoginRefused)
    await expect(unknownClient.readCase(command().events[0]?.caseId ?? '')).rejects.toThrow(LoginRefused)
  })

  it('refuses a server whose certificate is not trusted', async () => {
    const server = await servers.server({ logins: LOGINS })
    const [, login, at] = /^esdb:\/\/([^@]+)@([^?]+)/.exec(server.url('investigation')) ?? []
    const store = servers.store(`esdb://${login}@${at}`)
    await expect(store.lastPosition()).rejects.toThrow(/self-signed certificate/)
  })

  it('looks up the leader of a cluster before the first operation', async () => {
    const server = await servers.server({ logins: LOGINS })
    const store = servers.store(server.url('investigation').replace('esdb:', 'kurrentdb+discover:'))
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  })
})

it('keeps its connection through any number of reads of one record', async () => {
  // An HTTP/2 server closes the connection of a client that cancels more than about a thousand calls in a short time.
  const READS = 1_500
  const server = await servers.server({})
  const store = servers.store(server.url())
  const { lastPosition } = (await store.append(command({ expected: 'new' }))) as { readonly lastPosition: string }
  for (let done = 0; done < READS; done += 50)
    await Promise.all(Array.from({ length: 50 }, async () => [await store.lastPosition(), await store.hashesAt([lastPosition])]))
  expect(await store.lastPosition()).toBe(lastPosition)
})

it('reads pages of the log to the end of their calls, whatever their limit and whatever is passed over', async () => {
  const server = await servers.server({})
  const store = servers.store(server.url())
  const prosecution = servers.store(server.url(), { service: 'prosecution' })
  const notes = Array.from({ length: 60 }, (_, n) => `n${n}`)
  for (const [n, text] of notes.entries()) await store.append(command({ facts: [note(text), secret(`s${n}`)] }))
  const textsOf = async (reader: EventStore, limit: number, types?: readonly string[]): Promise<unknown[]> => {
    const texts: unknown[] = []
    for (let after = '0'; ;) {
      const page = await reader.readAll({ after, limit, types })
      if (page.position === after) return texts
      expect(page.events.length).toBeLessThanOrEqual(limit)
      texts.push(...page.events.map(({ data }) => (data as { text: string }).text))
      after = page.position
    }
  }
  const all = notes.flatMap((text, n) => [text, `s${n}`])
  for (const limit of [1, 7, 120, 1_000]) {
    expect(await textsOf(store, limit)).toEqual(all)
    expect(await textsOf(prosecution, limit)).toEqual(notes)
    expect(await textsOf(store, limit, ['investigation.NoteTaken'])).toEqual(notes)
  }
  expect(server.cancelledReads()).toBe(0)
})
