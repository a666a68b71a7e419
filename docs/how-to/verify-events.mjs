// Verifies events as `GET /cases/{caseId}/events` of audit-trail gives them, in one JSON array or one on each line: every hash,
// and every link of every chain, also over events that a court order withholds. It needs nothing but Node.
//
//     node verify-events.mjs events.json
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** RFC 8785, for JSON without fractions, which no event has: members sorted by their UTF-16 code units, no spaces. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const bytes = (hex) => Buffer.from(hex, 'hex')
const int64 = (number) => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(BigInt(number))
  return buffer
}

const text = readFileSync(process.argv[2], 'utf8').trim()
const read = text.startsWith('[') ? JSON.parse(text) : text.split('\n').map((line) => JSON.parse(line))
const records = read.map((event) => (event.specversion ? event.data : event))

/** The last event of each stream so far. A withheld event does not name its stream: a head may get its name later. */
const heads = new Set()
let withheld = 0

/** The head that an event follows: the chain hash of the event is made from it. */
const follows = ({ eventHash, chainHash, revision, stream }) =>
  [{ chain: '00'.repeat(32), revision: -1 }, ...heads].find(
    (head) =>
      (revision === undefined || revision === head.revision + 1) &&
      (stream === undefined || head.stream === undefined || head.stream === stream) &&
      sha256(bytes(head.chain), int64(head.revision + 1), bytes(eventHash)) === chainHash,
  )
const differs = (position, what) => {
  console.error(`the event at position ${position} differs: ${what}`)
  process.exit(1)
}

for (const { envelope, data, salt, position, eventHash, chainHash, revision, withheldBy } of records) {
  if (withheldBy) withheld++
  else {
    if (sha256(bytes(salt), canonical(data)) !== envelope.dataHash) differs(position, 'dataHash')
    if (sha256(canonical(envelope)) !== eventHash) differs(position, 'eventHash')
  }
  const head = follows({ eventHash, chainHash, revision, stream: envelope?.stream })
  if (!head) differs(position, 'chainHash')
  heads.delete(head)
  heads.add({ chain: chainHash, revision: head.revision + 1, stream: envelope?.stream ?? head.stream })
}
console.log(`intact: ${records.length} events in ${heads.size} streams, ${withheld} of them withheld`)
