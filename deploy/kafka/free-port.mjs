import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections: a client that keeps trying a broker that is down could
 * otherwise be given the broker’s own port, connect to itself and keep the broker from coming back.
 */
const FIRST = 15_000
const COUNT = 17_000

/** Whether nobody listens there now. */
export const isFree = (port) =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })

/** A port of loopback on which nobody listens now. */
export const freePort = async () => {
  const port = FIRST + Math.floor(Math.random() * COUNT)
  return (await isFree(port)) ? port : freePort()
}
