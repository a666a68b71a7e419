// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//     SERVICE=https://investigation.example.org TOKEN=… node follow-events.mjs events.cursor
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { SERVICE, TOKEN } = process.env
const file = process.argv[2] ?? 'events.cursor'

const follow = async (cursor: string, rest = ''): Promise<void> => {
  if (!SERVICE || !TOKEN) throw new RangeError('SERVICE or TOKEN is not set')
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), 60_000) // an idle stream sends a comment every 15 seconds
  const request = { headers: { authorization: `Bearer ${TOKEN}` }, signal: silence.signal }
  const stream = await fetch(`${SERVICE}/events/stream?after=${cursor}`, request)
  // After 409 log-went-back delete the file to read again: the log no longer has what was read up to the cursor.
  const Failure = stream.status === 429 || stream.status === 503 ? TypeError : RangeError
  if (!stream.ok || !stream.body) throw new Failure(`${stream.status} ${await stream.text()}`)
  for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    timer.refresh()
    for (const line of lines)
      if (line.startsWith('id: ')) cursor = line.slice(4)
      else if (line.startsWith('data: ')) writeFileSync(1, `${line.slice(6)}\n`) // fails if it is not taken
      else if (line === '') {
        writeFileSync(`${file}.new`, cursor) // noted after the event was taken, never before
        renameSync(`${file}.new`, file)
      }
  }
}

for (;;) {
  await follow((existsSync(file) && readFileSync(file, 'utf8')) || '0').catch((failure: Error) => {
    console.error(String(failure.cause ?? failure.message)) // a cut or silent connection, or 429 or 503: tried again
    if (!(failure instanceof TypeError || failure instanceof DOMException)) process.exit(1)
  })
  await pause(10_000)
}
