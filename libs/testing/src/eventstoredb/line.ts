import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** The way to a server on the loopback: what breaks on it, breaks without a word, as networks do. */
export interface Line {
  readonly port: number
  /** Breaks every connection at this moment; answers how many. */
  cut(): number
  /** Where connections lead from now on; absent: nowhere, each is broken at once. */
  leadTo(port: number | undefined): void
  close(): Promise<void>
}

/** @param port to listen on; absent: a free one */
export const line = async (port = 0): Promise<Line> => {
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
  const cut = (): number => {
    const broken = [...sockets]
    for (const socket of broken) socket.destroy()
    return broken.length
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    leadTo: (next) => void (target = next),
    async close() {
      target = undefined
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
