import { afterEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { NotStorable } from '../canonical.ts'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import { StoreDenied, StoreOverloaded, StoreUnavailable, type Append, type EventStore } from '../event-store.ts'
import { bench, LOGINS } from './server.fixtures.ts'

const here = bench()
afterEach(() => here.clear())

/** Sends a command until it is answered, as a caller does whose answer was lost. */
const untilAnswered = async (store: EventStore, one: Append) => {
  for (;;)
    try {
      return await store.append(one)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(10)
    }
}

describe.each([
  ['many appends over one call', true],
  ['one call for each append', false],
])('the driver of EventStoreDB, %s, when the server fails', (_, batchAppend) => {
  it('records a command once when the connection breaks between its request and its answer', async () => {
    const server = await here.server({ batchAppend })
    const store = here.store(server.url())
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
    const server = await here.server({ batchAppend })
    const store = here.store(server.url())
    const one = command({ expected: 'new' })
    const cutThenGoOn = async () => {
      server.interventions.received = undefined
      server.cutConnections()
      await pause(50)
    }
    server.interventions.received = cutThenGoOn
    await expect(store.append(one)).rejects.toThrow(StoreUnavailable)
    await untilAnswered(store, one)
    await pause(100)
    expect(server.log.stream(one.stream)).toHaveLength(1)
  })

  it('says that the deadline passed, and finds the command when it is sent again', async () => {
    const server = await here.server({ batchAppend })
    const store = here.store(server.url(undefined, 'defaultDeadline=300'))
    const one = command({ expected: 'new' })
    let release = (): void => undefined
    server.interventions.recorded = () => new Promise<void>((resolve) => (release = resolve))
    await expect(store.append(one)).rejects.toThrow(/did not answer before the deadline/)
    server.interventions.recorded = undefined
    release()
    expect(await untilAnswered(store, one)).toMatchObject({ outcome: 'duplicate' })
  })

  it('says that the server cannot be reached, and goes on once it is there', async () => {
    const server = await here.server({ batchAppend })
    const store = here.store(server.url())
    const one = command({ expected: 'new' })
    await store.append(command())
    await server.stop()
    await expect(store.append(one)).rejects.toThrow(/cannot be reached .*: send the same command again/)
    await expect(store.readStream(one.stream)).rejects.toThrow(StoreUnavailable)
    await server.start()
    expect(await untilAnswered(store, one)).toMatchObject({ outcome: 'appended' })
  })

  it('loses nothing of a command that is too large, and says so', async () => {
    const server = await here.server({ batchAppend, maxAppendSize: 20_000 })
    const store = here.store(server.url())
    const stream = aStream()
    await store.append(command({ stream }))
    const large = store.append(command({ stream, facts: [note('x'.repeat(30_000))] }))
    await expect(large).rejects.toThrow(NotStorable)
    await expect(large).rejects.toThrow('makes events of more than the 20000 bytes that the event store takes at once')
    expect(await store.append(command({ stream, expected: 0 }))).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })

  it('goes to the node that leads when it is sent there, and back when that one is gone', async () => {
    const leader = await here.server({ batchAppend })
    const follower = await here.server({ batchAppend, log: leader.log, leader: leader.port })
    const store = here.store(follower.url())
    const one = command({ expected: 'new' })
    expect(await store.append(one)).toMatchObject({ outcome: 'appended' })
    expect(await store.readStream(one.stream)).toHaveLength(1)
    await leader.stop()
    await expect(store.append(command())).rejects.toThrow(StoreUnavailable)
    await leader.start()
    expect(await untilAnswered(store, command())).toMatchObject({ outcome: 'appended' })
  })

  it('takes no more than may wait', async () => {
    const server = await here.server({ batchAppend })
    const store = here.store(server.url(), { bounds: { waiting: 3 } })
    const taken = [1, 2, 3].map(() => store.append(command()))
    await expect(store.append(command())).rejects.toThrow(StoreOverloaded)
    expect((await Promise.all(taken)).map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended'])
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  })
})

describe('the driver of EventStoreDB, over TLS and by login', () => {
  it('is known by the login of its connection string', async () => {
    const server = await here.server({ logins: LOGINS })
    const store = here.store(server.url('investigation'))
    const one = command({ expected: 'new' })
    expect(await store.append(one)).toMatchObject({ outcome: 'appended' })
    expect(await store.readStream(one.stream)).toHaveLength(1)
  })

  it.each([true, false])('is denied what its login may not write, many appends over one call: %s', async (batchAppend) => {
    const server = await here.server({ logins: LOGINS, batchAppend })
    const store = here.store(server.url('investigation'), { service: 'prosecution' })
    await expect(store.append(command({ service: 'prosecution' }))).rejects.toThrow(StoreDenied)
    const own = here.store(server.url('investigation'))
    expect(await own.append(command())).toMatchObject({ outcome: 'appended' })
  })

  it('is denied everything when the server does not know it', async () => {
    const server = await here.server({ logins: LOGINS })
    const stranger = here.store(server.url('stranger'))
    await expect(stranger.append(command())).rejects.toThrow(StoreDenied)
    await expect(stranger.lastPosition()).rejects.toThrow(StoreDenied)
    await expect(stranger.readCase(command().events[0]?.caseId ?? '')).rejects.toThrow(StoreDenied)
  })

  it('does not take a server for its own whose certificate nobody vouches for', async () => {
    const server = await here.server({ logins: LOGINS })
    const [, login, at] = /^esdb:\/\/([^@]+)@([^?]+)/.exec(server.url('investigation')) ?? []
    const store = here.store(`esdb://${login}@${at}`)
    await expect(store.lastPosition()).rejects.toThrow(/self-signed certificate/)
  })

  it('asks a cluster for its leader before anything else', async () => {
    const server = await here.server({ logins: LOGINS })
    const store = here.store(server.url('investigation').replace('esdb:', 'kurrentdb+discover:'))
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  })
})
