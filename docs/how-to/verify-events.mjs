// Verifies the events of a case as `GET /cases/{caseId}/events` of audit-trail gives them to a reader of the whole case (an
// auditor): every hash, and every link of every chain, also over events that a court order withholds. Each file has one page, with
// the headers of its answer (`curl -i`) or without, or one event on each line. It needs nothing but Node.
//
//     node verify-events.mjs page-1 page-2
//
// An event whose data were not recorded as RFC 8785 text is named: its hash is that of the text as it is written, so it was not
// changed. A page must be as the service wrote it.
//
// Exit code 0: intact. 1: something was changed. 2: it cannot be verified, or not whole.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** RFC 8785, for JSON without fractions, which no event has: members sorted by their UTF-16 code units, no spaces. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
const canonicalOr = (value, otherwise) => {
  try {
    return canonical(value)
  } catch {
    return otherwise
  }
}
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const bytes = (hex) => Buffer.from(hex, 'hex')
const int64 = (number) => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(BigInt(number))
  return buffer
}

const end = (code, what) => {
  console.error(what)
  process.exit(code)
}

/** The members of a JSON object, or the items of an array, each as it is written. */
const writtenParts = (text) => {
  const parts = new Map()
  let [depth, start, name, isArray] = [0, 0, '', false]
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]+|\\.)*"|[[\]{},:]/g)) {
    const isClosing = token === ']' || token === '}'
    if (depth === 1 && (isClosing || token === ',')) {
      if (text.slice(start, index).trim() !== '') parts.set(isArray ? parts.size : name, text.slice(start, index))
      start = index + 1
    } else if (depth === 1 && token === ':') {
      name = JSON.parse(text.slice(start, index))
      start = index + 1
    } else if (depth === 0) [isArray, start] = [token === '[', index + 1]
    if (token === '[' || token === '{') depth += 1
    else if (isClosing) depth -= 1
  }
  return parts
}

/** What a file has: the events of an answer, and whether it is known not to be the last page. */
const pageIn = (file) => {
  const text = readFileSync(file, 'utf8').trim()
  const hasHeaders = text.startsWith('HTTP/')
  const [headers, ...parts] = hasHeaders ? text.split(/\r?\n\r?\n/) : ['', text]
  const body = parts.join('\n')
  let read
  let texts
  try {
    const isLines = body.includes('}\n{')
    read = isLines ? body.split('\n').map((line) => JSON.parse(line)) : [JSON.parse(body)].flat()
    texts = () => (isLines ? body.split('\n') : body.trimStart().startsWith('[') ? [...writtenParts(body).values()] : [body])
  } catch {
    end(2, `${file} has no events: ${body.slice(0, 200) || 'it is empty'}`)
  }
  const [{ title, status, detail } = {}] = read
  if (title && status) end(2, `${file} has no events, but a refusal: ${status} ${title}. ${detail ?? ''}`.trim())
  // Of each event its data as they are written, for one that was not recorded as RFC 8785 text.
  let found
  const dataTexts = () =>
    (found ??= texts().map((text, at) => writtenParts(read[at].specversion ? writtenParts(text).get('data') : text).get('data')))
  return {
    events: read.map((event, at) => ({ event, written: () => dataTexts()[at] })),
    isCut: hasHeaders && !/^caught-up: true\s*$/im.test(headers),
  }
}
const pages = process.argv.slice(2).map(pageIn)
const events = pages.flatMap((page) => page.events)
if (events.length === 0) end(2, 'there are no events')

const WITHHELD = ['chainHash', 'eventHash', 'position', 'recordedAt', 'withheldBy']
const SHOWN = ['chainHash', 'data', 'envelope', 'eventHash', 'position', 'recordedAt', 'revision']
/** Events that were recorded before each had a salt have none; an export has the text of data in another form. */
const has = (record, names) =>
  Object.keys(record)
    .filter((name) => !['salt', 'dataText'].includes(name) || 'withheldBy' in record)
    .sort()
    .join() === names.join()
const START = { chain: '00'.repeat(32), revision: -1 }

/** The last event of each stream so far. A withheld event does not name its stream: a head may get its name later. */
const heads = new Set()
/** The chain hashes of the first events of streams: no stream begins twice. */
const begun = new Set()
/** The revisions of each stream that were not received, and the withheld events that follow none that was. */
const missing = new Map()
const loose = []
let withheld = 0
const otherForms = []
const differs = (position, what) => end(1, `the event at position ${position} differs: ${what}`)

/** The head that an event follows: the chain hash of the event is made from it. */
const follows = ({ eventHash, chainHash, revision, stream }) =>
  [START, ...heads].find(
    (head) =>
      (revision === undefined || revision === head.revision + 1) &&
      (stream === undefined || head.stream === undefined || head.stream === stream) &&
      sha256(bytes(head.chain), int64(head.revision + 1), bytes(eventHash)) === chainHash,
  )

/** Whether the data are those that were hashed, in whatever form they were recorded. */
const isRecorded = ({ envelope, data, salt, dataText }, written, position) => {
  const isHashed = (text) => sha256(bytes(salt ?? ''), text) === envelope.dataHash
  if (dataText === undefined && isHashed(canonicalOr(data, ''))) return true
  const text = dataText ?? written()
  if (!isHashed(text) || JSON.stringify(JSON.parse(text)) !== JSON.stringify(data)) return false
  otherForms.push(`event ${envelope.id} at position ${position}, by ${envelope.stream?.split('.')[0]}`)
  return true
}

for (const { event, written } of events) {
  const record = event.specversion ? event.data : event
  const { envelope, position, eventHash, chainHash, revision, withheldBy } = record
  const isWithheld = event.specversion ? event.type === 'case-timeline.EventWithheld' : 'withheldBy' in record
  if (!has(record, isWithheld ? WITHHELD : SHOWN))
    differs(position, `its members are not those of ${isWithheld ? 'a withheld' : 'an'} event`)
  if (isWithheld) {
    if (!withheldBy[0]) differs(position, 'no order withholds it')
    withheld++
  } else {
    if (!isRecorded(record, written, position)) differs(position, 'dataHash')
    if (sha256(canonical(envelope)) !== eventHash) differs(position, 'eventHash')
  }
  const stream = envelope?.stream
  let head = follows({ eventHash, chainHash, revision, stream })
  const named = stream && [...heads].find((one) => one.stream === stream)
  const again = head === START && (begun.has(chainHash) || named)
  if (head && named && head !== named && !again) differs(position, 'chainHash')
  if (again || (named && revision <= named.revision)) differs(position, 'it occurs again')
  if (!head && isWithheld) {
    loose.push(position)
    continue
  }
  if (!head) {
    head = named || START
    const gap = revision - head.revision - 1
    if (gap === 0) differs(position, 'chainHash')
    missing.set(stream, (missing.get(stream) ?? 0) + gap)
  }
  if (head === START) begun.add(chainHash)
  heads.delete(head)
  heads.add({ chain: chainHash, revision: revision ?? head.revision + 1, stream: stream ?? head.stream })
}

if (loose.length > 0 && missing.size === 0) differs(loose[0], 'chainHash')
for (const [stream, count] of missing) console.error(`cannot be verified whole: ${count} events of ${stream} were not received`)
for (const position of loose) console.error(`the withheld event at position ${position} follows none that was received`)
if (missing.size > 0) end(2, 'the events received agree with their own hashes; a reader of the whole case, an auditor, can verify all')
if (pages.at(-1)?.isCut !== false) end(2, 'cannot be verified whole: the last page is not caught-up: true, read on after its cursor')
for (const other of otherForms) console.error(`recorded in another form, and not changed: ${other}`)
console.log(`intact: ${events.length} events in ${heads.size} streams, ${withheld} of them withheld`)
