import type { CaseEventRecord } from '@case-timeline/contracts'
import type { Persona } from './api-client.fixtures.ts'
import type { FiveServices } from './five-services.fixtures.ts'

/** An event as the system of an agency receives it. */
export interface ReceivedEvent {
  readonly type: string
  readonly subject: string
  readonly position: string
  readonly data: CaseEventRecord
}

/** A subscription to the event stream of a service. */
export interface EventSubscription {
  readonly status: number
  readonly headers: Headers
  readonly received: readonly ReceivedEvent[]
  /** The last id that was sent, with or without an event. */
  lastId(): string
  /** Waits until the received events meet a condition; rejects after 40 seconds. */
  waitUntil(condition: (received: readonly ReceivedEvent[]) => boolean): Promise<void>
  /** Resolves when the service ends the stream. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

const TIMEOUT_MS = 40_000

/**
 * Opens the event stream of a service with a token of the persona.
 * @param seconds the lifetime of the token; default: that of the issuer
 */
export const subscribe = async (
  services: Pick<FiveServices, 'urls' | 'issuer'>,
  who: Persona,
  query = '',
  headers: Readonly<Record<string, string>> = {},
  seconds?: number,
): Promise<EventSubscription> => {
  const abortController = new AbortController()
  const answer = await fetch(`${services.urls[who.sector]}/events/stream${query}`, {
    headers: { authorization: `Bearer ${await services.issuer.tokenFor(who, seconds)}`, ...headers },
    signal: abortController.signal,
  })
  const received: ReceivedEvent[] = []
  const waiting = new Set<() => void>()
  let lastId = ''
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      // Server-sent events: an empty line ends each frame.
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        readFrame(text.slice(0, end))
        text = text.slice(end + 2)
      }
    }
  }
  const readFrame = (frame: string): void => {
    const fields = frame.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
    lastId = fields.find(([name]) => name === 'id')?.[1] ?? lastId
    const data = fields.find(([name]) => name === 'data')?.[1]
    if (data !== undefined) received.push(JSON.parse(data) as ReceivedEvent)
    for (const check of waiting) check()
  }
  const ended = read().catch(() => undefined)
  return {
    status: answer.status,
    headers: answer.headers,
    received,
    lastId: () => lastId,
    waitUntil: (condition) =>
      new Promise((resolve, reject) => {
        const timeout = setTimeout(
          () => reject(new Error(`the condition was not met; received: ${received.map(({ type }) => type).join(', ')}`)),
          TIMEOUT_MS,
        )
        const check = () => {
          if (!condition(received)) return
          clearTimeout(timeout)
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    ended,
    async close() {
      abortController.abort()
      await ended
    },
  }
}
