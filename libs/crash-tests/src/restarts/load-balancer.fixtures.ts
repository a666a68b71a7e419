import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Passes connections on to the replicas of one service, as the network of a cluster does. */
export interface LoadBalancer {
  readonly port: number
  /** From now on, new connections may go to this port. */
  add(port: number): void
  /** From now on, no new connection goes to this port; those that are open stay. */
  remove(port: number): void
  close(): Promise<void>
}

/**
 * Each new connection goes to the next replica, whatever is sent over it: a connection to a replica that does not listen
 * any more fails, and nothing is tried again.
 */
export const loadBalancer = async (): Promise<LoadBalancer> => {
  let endpoints: readonly number[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer({ allowHalfOpen: true }, (caller) => {
    const port = endpoints[connections++ % Math.max(1, endpoints.length)]
    if (port === undefined) return void caller.destroy()
    const replica = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const [from, to] of [
      [caller, replica],
      [replica, caller],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.pipe(to)
      from.once('error', () => to.destroy())
      from.once('close', () => sockets.delete(from))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    add: (port) => void (endpoints = [...endpoints, port]),
    remove: (port) => void (endpoints = endpoints.filter((one) => one !== port)),
    close: async () => {
      sockets.forEach((socket) => socket.destroy())
      server.close()
      await once(server, 'close')
    },
  }
}
