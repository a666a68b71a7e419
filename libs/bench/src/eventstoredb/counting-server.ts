import { startEventStoreDb } from '@case-timeline/testing'

// The test server of EventStoreDB as a program for measurements: prints its URL, and answers every message with its calls so far.
const server = await startEventStoreDb({ isDirect: true })
process.on('message', () => process.send?.(server.calls()))
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
process.stdout.write(`${server.url()}\n`)
