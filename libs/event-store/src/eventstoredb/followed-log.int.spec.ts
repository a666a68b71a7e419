import { afterEach, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { command, note, secret } from '../contract/harness.fixtures.ts'
import { type EventStore, LogWentBack } from '../event-store.ts'
import { followedLogs } from './followed-log.ts'
import { LOGINS, testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

const SERVICES: readonly ServiceName[] = ['investigation', 'prosecution', 'auditTrail']

const textsIn = async (store: EventStore): Promise<unknown[]> =>
  (await store.readAll({ after: '0', limit: 100 })).events.map(({ data }) => (data as { text: string }).text)

/** Follows a store until it has brought a text, in one page or several. */
const textsUntil = async (last: string, store: EventStore, after: string): Promise<unknown[]> => {
  const texts: unknown[] = []
  for await (const { events } of store.subscribeAll({ after, signal: new AbortController().signal })) {
    texts.push(...events.map(({ data }) => (data as { text: string }).text))
    if (texts.includes(last)) break
  }
  return texts
}

describe('the stores of a process that follow a log together', () => {
  const opened = async () => {
    const server = await servers.server()
    const followed = followedLogs()
    const [police, court, audit] = SERVICES.map((service) => servers.store(server.url(), { service, followed })) as [
      EventStore,
      EventStore,
      EventStore,
    ]
    return { server, followed, police, court, audit }
  }

  it('have one subscription, and each sees at once what another has recorded, as far as its service may see it', async () => {
    const { server, police, court, audit } = await opened()
    const first = await police.append(command({ facts: [note('a'), secret('b')] }))
    const after = 'lastPosition' in first ? first.lastPosition : '0'
    const next = [court, audit].map((store) => textsUntil('d', store, after))
    for (const store of [police, court, audit]) expect((await textsIn(store))[0]).toBe('a')
    await police.append(command({ facts: [secret('c'), note('d')] }))
    expect(await Promise.all(next)).toEqual([['d'], ['c', 'd']])
    expect(await textsIn(police)).toEqual(['a', 'b', 'c', 'd'])
    expect(await textsIn(court)).toEqual(['a', 'd'])
    expect(server.calls().subscriptions).toBe(1)
  })

  it('go on when one of them is closed, and a store that is opened after the last one was closed follows again', async () => {
    const { server, followed, police, court, audit } = await opened()
    await police.append(command({ facts: [note('a')] }))
    await court.close()
    await police.append(command({ facts: [note('b')] }))
    expect(await textsIn(audit)).toEqual(['a', 'b'])
    await Promise.all([police.close(), audit.close()])
    const again = servers.store(server.url(), { followed })
    await again.append(command({ facts: [note('c')] }))
    expect(await textsIn(again)).toEqual(['a', 'b', 'c'])
  })

  it('all learn that the log went back when one of them notices it', async () => {
    const { server, police, court } = await opened()
    await police.append(command({ facts: [note('a')] }))
    const restore = server.log.backup()
    await police.append(command({ facts: [note('lost')] }))
    const { generation } = court
    await server.stop()
    restore()
    await server.start()
    const asked = async (): Promise<unknown> => {
      for (;;) {
        const outcome = await police.lastPosition().catch((error: unknown) => error)
        if (outcome instanceof LogWentBack || typeof outcome === 'string') return outcome
      }
    }
    expect(await asked()).toBeInstanceOf(LogWentBack)
    expect(court.generation).toBe(generation + 1)
    await expect(court.append({ ...command({ service: 'prosecution' }), generation })).rejects.toThrow(LogWentBack)
    expect(await textsIn(court)).toEqual(['a'])
  })

  it('are those of one connection string: each login has its own', async () => {
    const server = await servers.server({ logins: LOGINS })
    const followed = followedLogs()
    const writers: readonly ServiceName[] = ['investigation', 'prosecution']
    const stores = writers.map((service) => servers.store(server.url(service), { service, followed }))
    for (let times = 0; times < 2; times += 1)
      for (const [index, store] of stores.entries()) await store.append(command({ service: writers[index]! }))
    expect(server.calls().subscriptions).toBe(writers.length)
  })
})
