import { afterEach, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { command, note, secret, SecretKept } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { bench, LOGINS, written } from './server.fixtures.ts'

const here = bench()
afterEach(() => here.clear())

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
    for (let tries = 0; tries < 8_000 && !condition(); tries += 1) await pause(5)
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
  // Over TLS Node may learn of a broken connection only from a ping without an answer, after fifteen seconds.
  it.each([
    [false, 6],
    [true, 1],
  ])('goes on after each dropped connection, nothing missed or seen twice, over TLS: %s', async (secure, rounds) => {
    const server = await here.server(secure ? { logins: LOGINS } : {})
    const url = server.url(secure ? 'investigation' : undefined)
    const writer = here.store(url)
    const reader = following(here.store(url), { after: '0' })
    const told: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        const text = `round ${round}, note ${n}`
        told.push(text)
        for (const one = command({ facts: [note(text)] }); ; await pause(10)) if (await writer.append(one).catch(() => undefined)) break
      }
      server.cutConnections()
    }
    await reader.until(() => reader.seen.length >= told.length)
    expect(reader.seen).toEqual(told)
    await reader.stop()
  })

  it('outlives a restart of the server', async () => {
    const server = await here.server()
    const store = here.store(server.url())
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

  it('moves its position on over what others keep in the same EventStoreDB', async () => {
    const server = await here.server()
    const store = here.store(server.url())
    await store.append(command({ facts: [note('one')] }))
    const reader = following(store, { after: '0' })
    await reader.until(() => reader.seen.length === 1)
    for (let n = 0; n < 200; n += 1) server.log.append('orders-1', 'any', [{ ...written('OrderPlaced'), id: `other-${n}` }])
    await reader.until(() => reader.positions.length >= 3)
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

  it('brings those of some types only, and names every position it has come past', async () => {
    const server = await here.server()
    const store = here.store(server.url())
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

describe('the log of EventStoreDB that is not case-timeline’s alone', () => {
  it('is read without what others keep there, and its last position is that of an event of a case', async () => {
    const server = await here.server()
    const store = here.store(server.url())
    expect(await store.lastPosition()).toBe('0')
    expect(await store.readAll({ after: '0', limit: 10 })).toEqual({ events: [], position: '0' })
    const { lastPosition } = { lastPosition: '', ...(await store.append(command({ facts: [note('ours')] }))) }
    server.log.append('orders-1', 'any', [written('investigation.NoteTaken', '{"text":"not ours"}')])
    expect(await store.lastPosition()).toBe(lastPosition)
    expect(textsOf((await store.readAll({ after: '0', limit: 10 })).events)).toEqual(['ours'])
    const ofTypes = await store.readAll({ after: '0', limit: 10, types: ['investigation.NoteTaken'] })
    expect(textsOf(ofTypes.events)).toEqual(['ours'])
  })

  it('stops only who reads the stream into which somebody else has written', async () => {
    const server = await here.server()
    const store = here.store(server.url())
    const one = command({ expected: 'new' })
    await store.append(one)
    server.log.append(one.stream, 0, [written('investigation.Forged', '{"text":"forged"}')])
    await store.append(command({ facts: [note('next case')] }))
    expect(textsOf((await store.readAll({ after: '0', limit: 10 })).events)).toEqual(['a note', 'next case'])
    const whoWrote = /holds investigation.Forged \(revision 1\), which case-timeline did not write/
    await expect(store.readStream(one.stream)).rejects.toThrow(whoWrote)
    await expect(store.append(command({ stream: one.stream }))).rejects.toThrow(whoWrote)
  })

  it('is not read from a position that is none of its own, such as one of a log that was restored', async () => {
    const store = here.store((await here.server()).url())
    await store.append(command())
    await expect(store.readAll({ after: '1234567', limit: 10 })).rejects.toThrow('the event store takes no such request')
  })

  it('says of a stream that was cut short or deleted on the server what it lacks', async () => {
    const server = await here.server()
    const store = here.store(server.url())
    const one = command({ expected: 'new', facts: [note('a'), note('b')] })
    await store.append(one)
    server.log.remove(one.stream, true)
    const next = here.store(server.url()).append(command({ stream: one.stream, expected: 'new' }))
    await expect(next).rejects.toThrow(`${one.stream} lacks revision 0: the stream was deleted or cut short on the server`)
    server.log.remove(one.stream, false)
    await expect(store.readStream(one.stream)).rejects.toThrow(/was deleted on the server for good/)
  })
})
