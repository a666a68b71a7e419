import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { JOSE_MEDIA_TYPE, SIGNED_COMMANDS_PATH } from '@case-timeline/agency-api'
import { LARGEST_MESSAGE } from '@case-timeline/contracts'
import { Problem, problemOf, sendProblem } from '@case-timeline/http'
import { fastify, type FastifyInstance } from 'fastify'
import { acceptBodies } from './json-body.ts'
import { type SignedRequest, signedBodies } from './signed-bodies.ts'

const KNOWN = 'bmFtZQ'

let server: FastifyInstance
let url: URL
let asked: string[]
let sockets: Socket[]
/** Sends the head of a request and the beginning of its body. */
const begins = (body: string, length: number): Socket => {
  const socket = connect(Number(url.port), url.hostname)
  socket.on('error', () => undefined)
  socket.write(
    `POST ${SIGNED_COMMANDS_PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: ${JOSE_MEDIA_TYPE}\r\ncontent-length: ${length}\r\n\r\n${body}`,
  )
  sockets.push(socket)
  return socket
}
const statusOn = async (socket: Socket): Promise<number> => {
  const [head] = (await once(socket, 'data')) as [Buffer]
  return Number(String(head).split(' ')[1])
}
const send = async (body: string | ReadableStream) => {
  const options = { method: 'POST', headers: { 'content-type': JOSE_MEDIA_TYPE }, body, duplex: 'half' }
  const answer = await fetch(new URL(SIGNED_COMMANDS_PATH, url), options as RequestInit)
  return [answer.status, await answer.json()]
}

describe('the body of a signed command', () => {
  beforeEach(async () => {
    ;[asked, sockets] = [[], []]
    server = fastify({ forceCloseConnections: true })
    server.setErrorHandler((error, _, reply) => void sendProblem(reply, problemOf(error)))
    const senderNamedIn = async (header: string) => {
      asked.push(header)
      if (header === KNOWN) return 'zz-police'
      throw new Problem('unverified-command', 'not registered')
    }
    acceptBodies(server, signedBodies({ senderNamedIn }, { total: 20, withinMs: 500 }))
    server.post(SIGNED_COMMANDS_PATH, (request) => ({
      bytes: (request.body as Buffer).length,
      sender: (request as SignedRequest).namedSender,
    }))
    url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await server.close()
  })

  it('is read whole, with the agency whose key it names', async () =>
    expect(await send(`${KNOWN}.${'p'.repeat(LARGEST_MESSAGE - 7)}`)).toEqual([200, { bytes: LARGEST_MESSAGE, sender: 'zz-police' }]))

  it.each([
    ['whose key nobody has registered', 'dW5rbm93bg', 403],
    ['whose key is registered', KNOWN, 200],
  ])('%s is answered when all of it has come, so that the answer shows no key', async (_, header, status) => {
    const socket = begins(`${header}.`, 100_000)
    const answer = statusOn(socket)
    while (asked.length === 0) await pause(5)
    expect(asked).toEqual([header])
    expect(await Promise.race([answer, pause(200, 'no answer')])).toBe('no answer')
    socket.write('p'.repeat(100_000 - header.length - 1))
    expect(await answer).toBe(status)
  })

  it('has no header where that is longer than any', async () => {
    expect((await send('h'.repeat(200_000)))[0]).toBe(403)
    expect(asked).toEqual(['h'.repeat(1_025)])
  })

  it('that is too large is refused, also if its length is not stated', async () => {
    expect(await statusOn(begins(`${KNOWN}.`, LARGEST_MESSAGE + 1))).toBe(413)
    expect((await send(new Blob([`${KNOWN}.`, 'p'.repeat(LARGEST_MESSAGE)]).stream()))[0]).toBe(413)
  })

  it('that does not come is given up, and keeps out none that comes', async () => {
    const stalled = Array.from({ length: 60 }, (_, number) => begins(number % 2 === 0 ? 'ab' : `${KNOWN}.p`, 1_000))
    const statuses = stalled.map(statusOn)
    await pause(100)
    for (let sent = 0; sent < 30; sent += 1) expect((await send(`${KNOWN}.payload`))[0]).toBe(200)
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([400, 429]))
  })

  it('whose sender goes away is given up', async () => {
    for (let number = 0; number < 20; number += 1) begins(`${KNOWN}.p`, 1_000)
    await pause(50)
    for (const socket of sockets) socket.destroy()
    await pause(50)
    const waiting = begins(`${KNOWN}.p`, 15)
    for (let number = 0; number < 19; number += 1) begins('ab', 1_000)
    await pause(50)
    waiting.write('ayload!')
    expect(await statusOn(waiting)).toBe(200)
  })
})
