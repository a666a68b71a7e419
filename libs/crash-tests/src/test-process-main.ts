import { openEventStore } from '@case-timeline/event-store/drivers'
import { openFeed, startRelay, type Notice } from '@case-timeline/feed'
import { DataSource } from 'typeorm'
import { seededRandom } from './seeded-random.ts'
import { countingConsumer } from './effects.ts'
import { TestProcess } from './test-process.ts'

const DEPLOYMENT = 'crash'
const DIGEST_KEY = Buffer.alloc(32, 7)
/** Short, so that another relay can take over soon after a kill. */
const LEASE_MS = 1_000

const testProcess = TestProcess.parse(JSON.parse(process.argv[2] ?? ''))
const stopping = new AbortController()
process.once('SIGTERM', () => stopping.abort())
// The spec that started this process has ended.
process.once('disconnect', () => process.exit(1))

const random = seededRandom(testProcess.seed)
const maybeKillSelf = (): void => {
  if (random.next() < testProcess.selfKillProbability) process.kill(process.pid, 'SIGKILL')
}

const observe = (notice: Notice): void => {
  if (notice.kind === 'sent') maybeKillSelf()
  if (notice.kind === 'retrying') console.error(`${notice.consumer}: ${String(notice.error)}`)
}

const store = openEventStore(testProcess.storeUrl, testProcess.service)
const db = new DataSource({ type: 'postgres', url: testProcess.databaseUrl, entities: [], logging: false })
await db.initialize()

const common = { db, observe, signal: stopping.signal }
if (testProcess.role === 'relay')
  await (
    await startRelay({ ...common, url: testProcess.feedUrl, store, deployment: DEPLOYMENT, digestKey: DIGEST_KEY, leaseMs: LEASE_MS })
  ).stopped
else {
  const feed = openFeed(testProcess.feedUrl, { store, service: testProcess.service, deployment: DEPLOYMENT, digestKey: DIGEST_KEY })
  await (
    await feed.consume({ ...common, consumer: countingConsumer(testProcess.consumer, maybeKillSelf) })
  ).stopped
  await feed.close()
}
await store.close()
await db.destroy()
process.exit(0)
