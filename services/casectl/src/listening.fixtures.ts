import type { CaseEventRecord } from '@case-timeline/contracts'
import type { Persona } from './calling.fixtures.ts'
import type { FiveServices } from './five-services.fixtures.ts'

/** An event as an agency's system gets it. */
export interface Heard {
  readonly type: string
  readonly subject: string
  readonly position: string
  readonly data: CaseEventRecord
}

/** Somebody who listens to a stream of events. */
export interface Listening {
  readonly status: number
  readonly headers: Headers
  readonly heard: readonly Heard[]
  /** The last id that was sent, with or without an event. */
  lastId(): string
  /** Waits until it has heard an event, or fails. */
  until(found: (heard: readonly Heard[]) => boolean): Promise<void>
  /** Resolves when the service ends the stream. */
  readonly over: Promise<void>
  leave(): Promise<void>
}

const PATIENCE_MS = 20_000

/** Opens the stream of a service as one of its users. */
export const listening = async (
  five: Pick<FiveServices, 'urls' | 'issuer'>,
  who: Persona,
  query = '',
  headers: Readonly<Record<string, string>> = {},
  seconds?: number,
): Promise<Listening> => {
  const leaving = new AbortController()
  const answer = await fetch(`${five.urls[who.sector]}/events/stream${query}`, {
    headers: { authorization: `Bearer ${await five.issuer.tokenFor(who, seconds)}`, ...headers },
    signal: leaving.signal,
  })
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  let lastId = ''
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        take(text.slice(0, end))
        text = text.slice(end + 2)
      }
    }
  }
  const take = (frame: string): void => {
    const fields = frame.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
    lastId = fields.find(([name]) => name === 'id')?.[1] ?? lastId
    const data = fields.find(([name]) => name === 'data')?.[1]
    if (data !== undefined) heard.push(JSON.parse(data) as Heard)
    for (const look of waiting) look()
  }
  const over = read().catch(() => undefined)
  return {
    status: answer.status,
    headers: answer.headers,
    heard,
    lastId: () => lastId,
    until: (found) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`heard only ${heard.map(({ type }) => type).join(', ')}`)), PATIENCE_MS)
        const look = () => {
          if (!found(heard)) return
          clearTimeout(late)
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    over,
    async leave() {
      leaving.abort()
      await over
    },
  }
}
