// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//
//     SERVICE=https://investigation.example.org TOKEN=… node follow-events.mjs cursor.txt
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { SERVICE = '', TOKEN = '' } = process.env
const file = process.argv[2] ?? 'cursor.txt'

const follow = async (after: string): Promise<void> => {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), 60_000) // an idle stream sends a comment every 15 seconds
  const request = { headers: { authorization: `Bearer ${TOKEN}` }, signal: silence.signal }
  const stream = await fetch(`${SERVICE}/events/stream?after=${after}`, request)
  if (stream.status === 429 || stream.status === 503) return
  // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
  if (!stream.ok || !stream.body) throw new RangeError(await stream.text())
  let [rest, cursor] = ['', after]
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
  await follow((existsSync(file) && readFileSync(file, 'utf8')) || '0').catch((failure: unknown) => {
    if (!(failure instanceof TypeError || failure instanceof DOMException)) throw failure // no cut or silent connection
  })
  await pause(2000)
}
