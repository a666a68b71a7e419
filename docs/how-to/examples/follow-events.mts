// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//
//     SERVICE=https://investigation.example.org TOKEN=… node follow-events.mjs cursor.txt
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { SERVICE = '', TOKEN = '' } = process.env
const file = process.argv[2] ?? 'cursor.txt'

const follow = async (after: string): Promise<void> => {
  const stream = await fetch(`${SERVICE}/events/stream?after=${after}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  if (stream.status === 429 || stream.status === 503) return
  // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
  if (!stream.ok || !stream.body) throw new RangeError(await stream.text())
  let rest = ''
  let cursor = after
  for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines)
      if (line.startsWith('id: ')) cursor = line.slice(4)
      else if (line.startsWith('data: ')) console.log(line.slice(6))
      else if (line === '') writeFileSync(file, cursor) // noted after the event was taken, never before
  }
}

for (;;) {
  await follow(existsSync(file) ? readFileSync(file, 'utf8') : '0').catch((failure: unknown) => {
    if (failure instanceof RangeError) throw failure
  })
  await pause(2000)
}
