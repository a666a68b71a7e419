import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The network to a database, which can become silent without a notice, as a firewall does that has forgotten a connection. */
export interface SilentNetwork {
  /** The address of the database through this network. */
  readonly url: string
  /** From now on nothing passes: in no open connection, and in none that is opened until `passAgain`. */
  silence(): void
  /** Connections that are opened from now on are passed through. Silent ones stay silent. */
  passAgain(): void
  close(): void
}

/** @param url of a database on this machine */
export const silentNetwork = async (url: string): Promise<SilentNetwork> => {
  const connections = new Set<readonly [Socket, Socket]>()
  let isSilent = false
  const silenced = ([incoming, outgoing]: readonly [Socket, Socket]): void => {
    incoming.unpipe(outgoing).resume()
    outgoing.unpipe(incoming).resume()
  }
  const server = createServer((incoming) => {
    const outgoing = connect(Number(new URL(url).port), '127.0.0.1')
    const connection = [incoming, outgoing] as const
    connections.add(connection)
    const end = (): void => {
      connections.delete(connection)
      for (const one of connection) one.destroy()
    }
    for (const one of connection) one.setNoDelay(true).on('error', end).on('close', end)
    incoming.pipe(outgoing).pipe(incoming)
    if (isSilent) silenced(connection)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    silence() {
      isSilent = true
      for (const connection of connections) silenced(connection)
    },
    passAgain: () => void (isSilent = false),
    close() {
      server.close()
      for (const [incoming] of connections) incoming.destroy()
    },
  }
}
