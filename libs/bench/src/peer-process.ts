import { drive } from './load.ts'
import type { Prepare } from './peer.ts'

// Each peer is loaded only into its own process: emmett changes how pg reads int8 for all of it.
const PEERS: Readonly<Record<string, () => Promise<Prepare>>> = {
  append: async () => (await import('./peers/own-store.ts')).append,
  appendBusy: async () => (await import('./peers/own-store.ts')).appendBusy,
  unbatched: async () => (await import('./peers/own-store.ts')).appendUnbatched,
  handle: async () => (await import('./peers/own-handle.ts')).handleMostlyCached,
  raw: async () => (await import('./peers/raw-insert.ts')).rawInsert,
  emmett: async () => (await import('./peers/emmett.ts')).emmett,
  messageDb: async () => (await import('./peers/message-db.ts')).messageDb,
}

const [name = '', url = '', clients = '1', ms = '1000'] = process.argv.slice(2)
const prepare = await PEERS[name]?.()
if (!prepare) throw new Error(`no peer is called ${name}`)
const peer = await prepare(url, Number(clients))
const measured = await drive(peer, Number(clients), 500, Number(ms))
process.stdout.write(`${JSON.stringify(measured)}\n`)
await peer.close()
process.exit(0)
