import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Certificate } from './certificates.fixtures.ts'

/** Stands before a PostgreSQL without TLS and speaks TLS with its clients, as a server that verifies itself does. */
export interface TlsFront {
  /** The URL that a service uses instead of one of the server. */
  through(url: string | undefined): string
  /** Ends all connections and refuses new ones, until `restore`. */
  cut(): Promise<void>
  restore(): Promise<void>
  /** Ends all connections; from now on the server verifies itself by this certificate. */
  present(certificate: Certificate): void
  close(): Promise<void>
}

/** What a client of PostgreSQL sends first to ask for TLS: its length, and a number in the place of a version. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * @param server the URL of the server
 * @param authorityFile the file with the authority of the certificates
 */
export const tlsFront = async (server: string, authorityFile: string, first: Certificate): Promise<TlsFront> => {
  let secureContext = createSecureContext(first)
  const sockets = new Set<Socket>()
  const endAll = () => sockets.forEach((socket) => void socket.destroy())
  const { hostname, port: serverPort } = new URL(server)
  const front = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy()).on('close', () => sockets.delete(client))
    client.once('data', (request: Buffer) => {
      if (!request.equals(SSL_REQUEST)) return void client.destroy()
      client.write('S')
      const secure = new TLSSocket(client, { isServer: true, secureContext })
      const backend = connect({ host: hostname, port: Number(serverPort) })
      for (const [from, to] of [
        [secure, backend],
        [backend, secure],
      ] as const) {
        from.pipe(to)
        from.on('error', () => to.destroy()).on('close', () => to.destroy())
      }
    })
  })
  const listen = async (port: number): Promise<number> => {
    front.listen(port, '127.0.0.1')
    await once(front, 'listening')
    return (front.address() as AddressInfo).port
  }
  const cut = async (): Promise<void> => {
    const closed = once(front, 'close')
    front.close()
    endAll()
    await closed
  }
  const port = await listen(0)
  return {
    through: (url) => {
      const changed = new URL(url ?? '')
      changed.host = `127.0.0.1:${port}`
      changed.search = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authorityFile)}`
      return changed.href
    },
    cut,
    restore: () => listen(port).then(() => undefined),
    present: (certificate) => {
      secureContext = createSecureContext(certificate)
      endAll()
    },
    close: async () => {
      if (front.listening) await cut()
    },
  }
}
