import { startEventStoreDb } from '@case-timeline/testing'

// A program of its own, so that its processor time counts neither for the system nor for the clients.
const server = await startEventStoreDb()
process.stdout.write(`${server.url()}\n`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
