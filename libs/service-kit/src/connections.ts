import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** How long a connection that was just opened may take to send its first request while the server closes. */
const FIRST_REQUEST_MS = 1_000
const CHECK_MS = 100

/**
 * Lets a server that closes end: it would wait for each connection on which nothing was ever asked, and for each that
 * becomes idle after a long answer.
 * @param draining aborted when the server begins to close
 */
export const endUnusedConnections = (server: Server, draining: AbortSignal): void => {
  const withoutRequest = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    withoutRequest.add(socket)
    socket.once('close', () => withoutRequest.delete(socket))
  })
  server.on('request', ({ socket }: { readonly socket: Socket }) => withoutRequest.delete(socket))
  draining.addEventListener(
    'abort',
    () => {
      const idle = setInterval(() => server.closeIdleConnections(), CHECK_MS).unref()
      const unused = setTimeout(() => withoutRequest.forEach((socket) => socket.destroy()), FIRST_REQUEST_MS).unref()
      server.once('close', () => {
        clearInterval(idle)
        clearTimeout(unused)
      })
    },
    { once: true },
  )
}
