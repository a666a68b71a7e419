import { clockWith, cpuClock } from './cpu.ts'
import { measureAppends } from './load.ts'
import type { Prepare } from './peer.ts'

// Each peer is loaded only into its own process: emmett changes how pg parses int8 for the whole process.
const PEERS: Readonly<Record<string, () => Promise<Prepare>>> = {
  append: async () => (await import('./peers/own-store.ts')).append,
  appendBusy: async () => (await import('./peers/own-store.ts')).appendBusy,
  unbatched: async () => (await import('./peers/own-store.ts')).appendUnbatched,
  handle: async () => (await import('./peers/own-handle.ts')).handleMostlyCached,
  handleMeasured: async () => (await import('./peers/observed-handle.ts')).handleMeasured,
  handleUnobserved: async () => (await import('./peers/observed-handle.ts')).handleUnobserved,
  handleSampled: async () => (await import('./peers/observed-handle.ts')).handleSampled,
  handleTraced: async () => (await import('./peers/observed-handle.ts')).handleTraced,
  raw: async () => (await import('./peers/raw-insert.ts')).rawInsert,
  emmett: async () => (await import('./peers/emmett.ts')).emmett,
  ownEventStoreDb: async () => (await import('./peers/own-eventstoredb.ts')).appendToEventStoreDb,
  handleEventStoreDb: async () => (await import('./peers/own-eventstoredb.ts')).handleOnEventStoreDb,
  eventStoreDbClient: async () => (await import('./peers/eventstoredb-client.ts')).eventStoreDbClient,
  emmettEsdb: async () => (await import('./peers/emmett-esdb.ts')).emmettEsdb,
  messageDb: async () => (await import('./peers/message-db.ts')).messageDb,
}

const WARM_UP_MS = 700

const [name = '', url = '', clients = '1', ms = '1000', serverPid] = process.argv.slice(2)
const prepare = await PEERS[name]?.()
if (!prepare) throw new Error(`there is no peer ${name}: use one of ${Object.keys(PEERS).join(', ')}`)
const peer = await prepare(url, Number(clients))
const cpu = /^postgres/.test(url) ? await cpuClock(url) : clockWith(Number(serverPid))
const measured = await measureAppends(peer, { clients: Number(clients), warmUpMs: WARM_UP_MS, ms: Number(ms), cpu })
process.stdout.write(`${JSON.stringify(measured)}\n`)
await peer.close()
process.exit(0)
