import { startEventStoreDb } from './eventstoredb/event-store-db.ts'

// The test server as a program: what `CASE_TIMELINE_TEST_EVENTSTOREDB` may name, and a process of its own for measurements.
const port = process.env['PORT']
const server = await startEventStoreDb(port === undefined ? {} : { port: Number(port) })
process.stdout.write(`${server.url()}\n`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
