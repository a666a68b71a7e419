import type { ISocketFactory } from 'kafkajs'
import { isIP, connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

/** How long a broker may leave a connection without an answer during a shutdown, in milliseconds. */
const SHUTDOWN_MS = 5_000
/** At any other time: longer than each request of the client may take. The client itself waits for a login for ever. */
const SILENCE_MS = 90_000
const CHECK_MS = 250
const KEEP_ALIVE_MS = 60_000

/**
 * Opens the connections of a Kafka client, and cuts those whose broker accepts requests and does not answer (a frozen
 * process, a machine that is away): the client would repeat each request several times for 30 seconds.
 * @param stopSignal after it, connections are cut soon, and none is opened to replace one that was cut
 */
export const cutOffSockets = (stopSignal: AbortSignal): ISocketFactory => {
  let isRefusing = false
  return ({ host, port, ssl, onConnect }) => {
    if (isRefusing) throw new Error('the broker does not answer, and the client is shutting down')
    // The declared type has TLS options always; without TLS there are none.
    const security = ssl as typeof ssl | null | undefined
    const socket = security
      ? connectSecurely({ host, port, ...(isIP(host) ? {} : { servername: host }), ...security }, onConnect)
      : connect({ host, port }, onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    cutWhenSilent(socket, stopSignal, () => (isRefusing = stopSignal.aborted))
    return socket
  }
}

const cutWhenSilent = (socket: Socket, stopSignal: AbortSignal, onUnanswered: () => void): void => {
  let answeredBytes = 0
  let silentSince: number | undefined
  socket.on('data', () => {
    answeredBytes = socket.bytesWritten
    silentSince = undefined
  })
  const check = (): void => {
    const isUnanswered = socket.bytesWritten > answeredBytes
    // During a shutdown an idle connection may go, too: an earlier request may still be without its answer.
    if (!isUnanswered && !stopSignal.aborted) return
    silentSince ??= performance.now()
    if (performance.now() - silentSince < (stopSignal.aborted ? SHUTDOWN_MS : SILENCE_MS)) return
    if (isUnanswered) onUnanswered()
    // The client rejects a waiting login only at the end of a connection, and a waiting connection only at an error.
    socket.emit('end')
    socket.destroy(new Error('the broker does not answer'))
  }
  const checking = setInterval(check, CHECK_MS)
  checking.unref()
  socket.once('close', () => clearInterval(checking))
}
