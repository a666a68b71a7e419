import { afterEach, describe, expect, it } from '@jest/globals'
import { command } from '../contract/harness.fixtures.ts'
import { StoreUnavailable } from '../event-store.ts'
import { testServers } from './server.fixtures.ts'

/** Of a node that is not asked. */
const lost = 9
const servers = testServers()
afterEach(() => servers.clear())

describe('the server that the driver of EventStoreDB names', () => {
  it('has its version, its address without the login, and the nodes of its cluster', async () => {
    const leader = await servers.server()
    const follower = await servers.server({ log: leader.log, leader: leader.port, lost: [lost] })
    const store = servers.store(follower.url())
    expect(await store.server()).toMatchObject({
      product: 'EventStoreDB 24.10.0',
      address: `127.0.0.1:${follower.port}`,
      nodes: [
        { address: `127.0.0.1:${leader.port}`, state: 'leader', isAlive: true },
        { address: `127.0.0.1:${follower.port}`, state: 'follower', isAlive: true },
        { address: `127.0.0.1:${lost}`, state: 'follower', isAlive: false },
      ],
    })
    await store.append(command())
    expect(await store.server()).toMatchObject({ address: `127.0.0.1:${leader.port}` })
  })

  it('says how far this process knows the log, and how far its index of cases was read', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    expect(await store.server()).toMatchObject({ knownTo: '0', indexedTo: '0' })
    await store.append(command())
    const end = await store.lastPosition()
    expect(await store.server()).toMatchObject({ knownTo: end, indexedTo: '0' })
    await store.caseHeads(['a-case'])
    expect(await store.server()).toMatchObject({ indexedTo: end })
  })

  it('is reported as unreachable where it does not answer', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    await server.stop()
    await expect(store.server()).rejects.toThrow(StoreUnavailable)
  })
})
