import { EventEmitter, once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { endUnusedConnections } from './connections.ts'

const KEEP_ALIVE_MS = 60_000
const agents: Agent[] = []

/** A server that closes by `drain`, which resolves with the milliseconds until it has. */
const listening = async (answer: RequestListener) => {
  const draining = new AbortController()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, answer)
  endUnusedConnections(server, draining.signal)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  return {
    port,
    ask: async (): Promise<string> => {
      const [reply] = (await once(get({ port, host: '127.0.0.1', agent }), 'response')) as [IncomingMessage]
      let text = ''
      for await (const chunk of reply) text += String(chunk)
      return text
    },
    drain: async (): Promise<number> => {
      const begun = performance.now()
      draining.abort()
      server.close()
      await once(server, 'close')
      return performance.now() - begun
    },
  }
}

describe('a server that closes', () => {
  afterEach(() => agents.splice(0).forEach((agent) => agent.destroy()))

  it('does not wait for a connection on which nothing was asked', async () => {
    const { port, drain } = await listening((_, reply) => void reply.end())
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const ended = once(silent, 'close')
    expect(await drain()).toBeLessThan(5_000)
    await ended
  })

  it('answers what is under way, and does not wait for its connection, which stays open for the next request', async () => {
    const requests = new EventEmitter()
    const { ask, drain } = await listening((_, reply) => {
      reply.write('first')
      requests.emit('begun')
      setTimeout(() => reply.end(' and last'), 300)
    })
    const begun = once(requests, 'begun')
    const answer = ask()
    await begun
    await pause(50)
    expect(await drain()).toBeLessThan(5_000)
    expect(await answer).toBe('first and last')
  })

  it('answers a request that comes on a connection opened just before', async () => {
    const { port, drain } = await listening((_, reply) => void reply.end('answered'))
    const late = connect(port, '127.0.0.1')
    await once(late, 'connect')
    let text = ''
    late.on('data', (chunk) => (text += String(chunk)))
    const ended = once(late, 'close')
    setTimeout(() => late.write('GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n'), 200)
    await Promise.all([drain(), ended])
    expect(text).toContain('answered')
  })
})
