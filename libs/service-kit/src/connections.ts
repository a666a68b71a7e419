import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long callers may take while a server closes, in milliseconds. */
export interface Patience {
  /** To send a request. */
  readonly requestMs: number
  /** To send the rest of a body, or to read an answer. */
  readonly exchangeMs: number
}

const PATIENCE: Patience = { requestMs: 1_000, exchangeMs: 5_000 }
const CHECK_MS = 100

interface Connection {
  /** When the server last worked for it, or the caller last began something. */
  since: number
  exchange?: { readonly request: IncomingMessage; readonly answer: ServerResponse }
}

/**
 * Lets a server that closes end: it would wait for each connection on which nothing was ever asked, for each that becomes
 * idle after a long answer, and for each whose caller never sends the rest of a request or never reads the answer. What
 * the server works on is waited for, and sent to its end.
 * @param draining aborted when the server begins to close
 */
export const endUnusedConnections = (server: Server, draining: AbortSignal, patience = PATIENCE): void => {
  const connections = new Map<Socket, Connection>()
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { since: performance.now() })
    socket.once('close', () => connections.delete(socket))
  })
  server.on('request', (request: IncomingMessage, answer: ServerResponse) =>
    connections.set(request.socket, { since: performance.now(), exchange: { request, answer } }),
  )
  const endUnused = (): void => {
    for (const [socket, connection] of connections) {
      const patienceMs = patienceWith(connection, patience)
      if (patienceMs === undefined) connection.since = performance.now()
      else if (performance.now() - connection.since >= patienceMs) socket.destroy()
    }
  }
  // That of Node, which its own `close` calls, also ends connections on which an answer is still being sent.
  server.closeIdleConnections = endUnused
  draining.addEventListener(
    'abort',
    () => {
      for (const connection of connections.values()) connection.since = performance.now()
      const checks = setInterval(endUnused, CHECK_MS).unref()
      server.once('close', () => clearInterval(checks))
    },
    { once: true },
  )
}

/** How long the caller may take with what is next; undefined while the server works on an answer. */
const patienceWith = ({ exchange }: Connection, { requestMs, exchangeMs }: Patience): number | undefined => {
  if (!exchange) return requestMs
  const { request, answer } = exchange
  if (answer.writableFinished) return request.complete ? 0 : requestMs
  return request.complete && !answer.writableEnded ? undefined : exchangeMs
}
