import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { cutOffSockets } from './cut-off.ts'

/** Answers nothing until it is asked to. */
let broker: Server
let accepted: Promise<Socket>
let stopping: AbortController
const opened: Socket[] = []

const connected = async () => {
  const { port } = broker.address() as AddressInfo
  const open = cutOffSockets(stopping.signal)
  // Without TLS the client gives none of its options.
  const options = { host: '127.0.0.1', port, ssl: null as never, onConnect: () => undefined }
  const socket = open(options)
  opened.push(socket)
  const failed = once(socket, 'error').catch((error: unknown) => [error])
  await once(socket, 'connect')
  return { socket, failed, openAgain: () => open(options) }
}

const request = (socket: Socket) => new Promise<void>((written) => void socket.write('request', () => written()))

const answered = async (socket: Socket) => {
  const arrived = once(socket, 'data')
  ;(await accepted).write('answer')
  await arrived
}

describe('a connection to a broker', () => {
  beforeEach(async () => {
    stopping = new AbortController()
    broker = createServer()
    accepted = once(broker, 'connection').then(([socket]) => socket as Socket)
    await once(broker.listen(0, '127.0.0.1'), 'listening')
    // The sockets are real; only the time that they wait is not.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] })
  })
  afterEach(async () => {
    jest.useRealTimers()
    for (const socket of opened.splice(0)) socket.destroy()
    ;(await accepted).destroy()
    broker.close()
  })

  it('is cut when a request has no answer for 90 seconds, and not before', async () => {
    const { socket, failed } = await connected()
    await request(socket)
    jest.advanceTimersByTime(90_000)
    expect(socket.destroyed).toBe(false)
    jest.advanceTimersByTime(500)
    expect(socket.destroyed).toBe(true)
    expect(await failed).toEqual([new Error('the broker does not answer')])
  })

  it('stays open for as long as it is idle', async () => {
    const { socket } = await connected()
    await request(socket)
    await answered(socket)
    jest.advanceTimersByTime(600_000)
    expect(socket.destroyed).toBe(false)
  })

  it('has 90 seconds for each answer, not for all together', async () => {
    const { socket } = await connected()
    for (let times = 0; times < 3; times += 1) {
      await request(socket)
      jest.advanceTimersByTime(80_000)
      await answered(socket)
    }
    expect(socket.destroyed).toBe(false)
  })

  it('is cut after five seconds during a shutdown, and is not replaced', async () => {
    const { socket, openAgain } = await connected()
    await request(socket)
    stopping.abort()
    jest.advanceTimersByTime(4_900)
    expect(socket.destroyed).toBe(false)
    jest.advanceTimersByTime(1_000)
    expect(socket.destroyed).toBe(true)
    expect(openAgain).toThrow('the broker does not answer, and the client is shutting down')
  })
})
