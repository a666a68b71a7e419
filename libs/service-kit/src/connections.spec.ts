import { EventEmitter, once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { endUnusedConnections, type Patience } from './connections.ts'

const KEEP_ALIVE_MS = 60_000
const IMPATIENT: Patience = { requestMs: 200, exchangeMs: 600 }
const agents: Agent[] = []

/** A server that closes by `drain`, which resolves with the milliseconds until it has. */
const listening = async (answer: RequestListener, patience?: Patience) => {
  const draining = new AbortController()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, answer)
  endUnusedConnections(server, draining.signal, patience)
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

/** Opens a connection that sends a text, then something from time to time, and reads nothing. */
const trickle = async (port: number, text: string, then = 'x'): Promise<{ end(): void }> => {
  const socket = connect(port, '127.0.0.1')
  // The server cuts it.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.pause().write(text)
  const bytes = setInterval(() => socket.write(then), 200)
  await pause(300)
  return {
    end: () => {
      clearInterval(bytes)
      socket.destroy()
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

  describe('does not wait', () => {
    const POST = 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 60000\r\n\r\n'

    it('for the rest of a body whose request was refused already, also while single bytes of it arrive', async () => {
      const { port, drain } = await listening((_, reply) => void reply.writeHead(401).end())
      const trickling = await trickle(port, POST)
      expect(await drain()).toBeLessThan(3_000)
      trickling.end()
    })

    it('for the rest of the head of a second request, also while single bytes of it arrive', async () => {
      const { port, drain } = await listening((_, reply) => void reply.end())
      const trickling = await trickle(port, 'GET / HTTP/1.1\r\nhost: here\r\n\r\nGET / HTTP/1.1\r\nx-long: ')
      expect(await drain()).toBeLessThan(3_000)
      trickling.end()
    })

    it('longer than its patience for a body that does not come', async () => {
      const { port, drain } = await listening((request, reply) => void request.resume().on('end', () => reply.end()), IMPATIENT)
      const trickling = await trickle(port, POST)
      expect(await drain()).toBeLessThan(3_000)
      trickling.end()
    })

    it('longer than its patience for a caller who does not read the answer', async () => {
      const { port, drain } = await listening((_, reply) => void reply.end(Buffer.alloc(50_000_000)), IMPATIENT)
      const unread = await trickle(port, 'GET / HTTP/1.1\r\nhost: here\r\n\r\n', '')
      expect(await drain()).toBeLessThan(3_000)
      unread.end()
    })
  })

  it('sends an answer to its end to a caller who is slow to read it', async () => {
    const { port, drain } = await listening((_, reply) => void reply.end(Buffer.alloc(50_000_000)))
    const slow = connect(port, '127.0.0.1', () => slow.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n'))
    let received = 0
    slow.on('data', ({ length }) => (received += length)).pause()
    await pause(100)
    setTimeout(() => slow.resume(), 500)
    await Promise.all([drain(), once(slow, 'close')])
    expect(received).toBeGreaterThan(50_000_000)
  })

  it('waits for a body that arrives in time, and for an answer that takes longer than any caller may', async () => {
    const { port, drain } = await listening(
      (request, reply) => void request.resume().on('end', () => setTimeout(() => reply.end('done'), 1_500)),
      { ...IMPATIENT, exchangeMs: 1_200 },
    )
    const late = connect(port, '127.0.0.1', () => late.write('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n1'))
    setTimeout(() => late.write('2'), 400)
    let text = ''
    late.on('data', (chunk) => (text += String(chunk)))
    await pause(100)
    await Promise.all([drain(), once(late, 'close')])
    expect(text).toContain('done')
  })
})
