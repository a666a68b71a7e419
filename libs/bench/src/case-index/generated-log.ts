import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { eventLog, startEventStoreDb } from '@case-timeline/testing'

// The test server of EventStoreDB as a program, with a generated log: as many events as are asked for in as many cases as well, each in
// three streams, in turn. Prints its URL when it has written the ids of the cases to a file. Arguments: events, cases, the file.
const [events = 0, cases = 0] = process.argv.slice(2, 4).map(Number)
const file = process.argv[4] ?? 'cases.json'
const STREAMS = ['investigation.case-', 'prosecution.case-', 'victimSupport.case-']

const log = eventLog()
const generated = Array.from({ length: cases }, () => {
  const caseId = randomUUID()
  const hash = createHash('sha256').update(caseId).digest('hex')
  const envelope = JSON.stringify({ caseId, schemaVersion: 1, filler: 'x'.repeat(400) })
  const members = { caseId, commandId: randomUUID(), commandDigest: hash, visibility: 'investigation', eventHash: hash, chainHash: hash }
  const metadata = Buffer.from(JSON.stringify({ ...members, salt: hash.slice(32), envelope, sending: randomUUID() }))
  return { caseId, metadata, streams: STREAMS.map((prefix) => prefix + caseId) }
})
const data = Buffer.from(JSON.stringify({ text: 'y'.repeat(100) }))
for (let left = events, round = 0; left > 0; round += 1)
  for (const { caseId, metadata, streams } of generated) {
    if (left === 0) break
    left -= 1
    const stream = streams[round % STREAMS.length] ?? caseId
    const revision = Math.floor(round / STREAMS.length)
    log.append(stream, revision === 0 ? 'no-stream' : revision - 1, [
      {
        id: `${String(left).padStart(8, '0')}-0000-4000-8000-000000000000`,
        type: 'investigation.Generated',
        contentType: 'application/json',
        data,
        metadata,
      },
    ])
  }
await writeFile(file, JSON.stringify(generated.map(({ caseId }) => caseId)))
const server = await startEventStoreDb({ log })
process.stdout.write(`${server.url()}\n`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
