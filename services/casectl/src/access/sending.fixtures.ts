import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, InProcess, Request } from './in-process.fixtures.ts'

/** A service that is busy with what was planted may answer 503, which says nothing of access: it is asked again. */
const TRIES = 5
const PAUSE_MS = 2_000
const sendPatiently = async (send: InProcess['send'], request: Request): Promise<Answer> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(request)
    if (answer.status !== 503 || tries === TRIES) return answer
    await pause(PAUSE_MS)
  }
}

/** Sends a request. The events of a caller are read to the end of the log: how far one scan of it comes depends on the machine. */
export const sendToEnd = async (send: InProcess['send'], request: Request): Promise<Answer> => {
  const answer = await sendPatiently(send, request)
  let { headers, text } = answer
  while (request.method === 'GET' && request.url === '/events' && headers['caught-up'] === 'false') {
    const page = await sendPatiently(send, { ...request, url: `/events?limit=1000&after=${String(headers['cursor'])}` })
    headers = page.headers
    text += page.text
  }
  return { ...answer, text }
}
