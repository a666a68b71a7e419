import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A proxy for a server on the loopback: connections break without any notice, as in real networks. */
export interface TcpProxy {
  readonly port: number
  /** Breaks every current connection; returns their number. */
  dropConnections(): number
  /** The target of connections from now on; undefined: each is broken at once. */
  forwardTo(port: number | undefined): void
  close(): Promise<void>
}

/** @param port the port to listen on; default: a free one */
export const startTcpProxy = async (port = 0): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let target: number | undefined
  const server = createServer((incoming) => {
    if (target === undefined) return void incoming.destroy()
    const outgoing = connect(target, '127.0.0.1')
    sockets.add(incoming)
    const end = (): void => {
      sockets.delete(incoming)
      incoming.destroy()
      outgoing.destroy()
    }
    for (const socket of [incoming, outgoing]) socket.setNoDelay(true).on('error', end).on('close', end)
    incoming.pipe(outgoing).pipe(incoming)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const dropConnections = (): number => {
    const broken = [...sockets]
    for (const socket of broken) socket.destroy()
    return broken.length
  }
  return {
    port: (server.address() as AddressInfo).port,
    dropConnections,
    forwardTo: (next) => void (target = next),
    async close() {
      target = undefined
      const closed = once(server, 'close')
      server.close()
      dropConnections()
      await closed
    },
  }
}
