import { openEventStore } from '@case-timeline/event-store'
import { openFeed, startRelay, type Notice } from '@case-timeline/feed'
import { DataSource } from 'typeorm'
import { chance } from './chance.ts'
import { countingConsumer } from './effects.ts'
import { Part } from './part.ts'

const DEPLOYMENT = 'crash'
const LEASE_MS = 1_000

const part = Part.parse(JSON.parse(process.argv[2] ?? ''))
const stopping = new AbortController()
process.once('SIGTERM', () => stopping.abort())
process.once('disconnect', () => process.exit(1))

const seeded = chance(part.seed)
const delicateMoment = (): void => {
  if (seeded.next() < part.killsItself) process.kill(process.pid, 'SIGKILL')
}

const observe = (notice: Notice): void => {
  if (notice.kind === 'sent') delicateMoment()
  if (notice.kind === 'retrying') console.error(`${notice.consumer}: ${String(notice.error)}`)
}

const store = openEventStore(part.storeUrl, part.service)
const db = new DataSource({ type: 'postgres', url: part.databaseUrl, entities: [], logging: false })
await db.initialize()

const it = { db, observe, signal: stopping.signal }
if (part.role === 'relay') await (await startRelay({ ...it, url: part.feedUrl, store, deployment: DEPLOYMENT, leaseMs: LEASE_MS })).stopped
else {
  const feed = openFeed(part.feedUrl, { store, service: part.service, deployment: DEPLOYMENT })
  await (
    await feed.consume({ ...it, consumer: countingConsumer(part.consumer, delicateMoment) })
  ).stopped
  await feed.close()
}
await store.close()
await db.destroy()
process.exit(0)
