import { type IncomingMessage, request } from 'node:http'

/** A system of an agency that follows the event stream, and connects again with the id of its last event. */
export const eventReader = (port: number, token: string) => {
  const positions: string[] = []
  const counts = { streams: 0, closings: 0, broken: 0 }
  let lastId = '0'
  let open: IncomingMessage | undefined
  let isReading = true

  const take = (block: string): void => {
    const id = /^id: (.+)$/m.exec(block)?.[1]
    if (id !== undefined) lastId = id
    if (/^data:/m.test(block)) positions.push(lastId.split('.')[0] ?? '')
    if (block.startsWith(': closed by the service')) counts.closings += 1
  }
  const connect = (): void => {
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': lastId }
    let text = ''
    const again = (): void => {
      if (isReading) setTimeout(connect, 50)
    }
    request({ host: '127.0.0.1', port, path: '/events/stream', headers, agent: false }, (reply) => {
      counts.streams += 1
      open = reply
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n')
        text = blocks.pop() ?? ''
        blocks.forEach(take)
      })
      reply.once('error', () => (counts.broken += isReading ? 1 : 0)).once('close', again)
    })
      .once('error', () => {
        counts.broken += isReading ? 1 : 0
        again()
      })
      .end()
  }
  connect()
  return {
    positions: (): readonly string[] => positions,
    counts,
    close: (): void => {
      isReading = false
      open?.destroy()
    },
  }
}
