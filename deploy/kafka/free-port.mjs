import { createServer } from 'node:net'

/**
 * Below the range of ephemeral ports: a client that keeps trying to reach a stopped broker could otherwise get the
 * broker’s own port, connect to itself and block the restart of the broker.
 */
const FIRST = 15_000
const COUNT = 17_000

/** Whether the port is free at present. */
export const isFree = (port) =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })

/** A port of loopback that is free at present. */
export const freePort = async () => {
  const port = FIRST + Math.floor(Math.random() * COUNT)
  return (await isFree(port)) ? port : freePort()
}
