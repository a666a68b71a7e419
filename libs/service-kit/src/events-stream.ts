import { setTimeout as pause } from 'node:timers/promises'
import { type Gates, receivable, type Receivable, type Receiver } from '@case-timeline/access'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { AT_A_TIME } from './events-page.ts'
import { cloudEventText } from './events-text.ts'

/** What a stream of events needs. */
export interface StreamSource extends Gates {
  readonly store: EventStore
  readonly schemasUrl: string | undefined
  /** How often something is sent on a quiet stream, so that neither end takes it for dead. */
  readonly heartbeatMs: number
}

/** Access that was asked about longer ago is asked about again: a slow reader may come for an event long after it was read. */
const FRESH_MS = 1_000
const RECONNECT_MS = 2_000

const frame = (given: Receivable, schemasUrl: string | undefined): string =>
  `id: ${given.event.position}\ndata: ${cloudEventText(given, schemasUrl)}\n\n`

/** Sets the reader's last id without an event, and so moves him on over what is not his (HTML, section 9.2.6). */
const heartbeat = (position: string): string => `: still here\nid: ${position}\n\n`

/** What comes within some milliseconds; nothing when nothing does. */
const within = async <T>(coming: Promise<T>, ms: number): Promise<T | undefined> => {
  const done = new AbortController()
  const silence = pause(ms, undefined, { signal: done.signal, ref: false }).catch(() => undefined)
  try {
    return await Promise.race([coming, silence])
  } finally {
    done.abort()
  }
}

/**
 * The frames of server-sent events from a position on, until aborted. Nothing is read ahead of what the reader takes but one batch,
 * and each event is held against the receiver's access at the time he takes it.
 */
export async function* framesOf(source: StreamSource, who: Receiver, after: string, signal: AbortSignal): AsyncGenerator<string> {
  const { store, schemasUrl, heartbeatMs } = source
  yield `retry: ${RECONNECT_MS}\n\n`
  let sent = performance.now()
  let position = after
  const batches = store.subscribeAll({ after, limit: AT_A_TIME, signal })[Symbol.asyncIterator]()
  try {
    let coming = batches.next()
    while (!signal.aborted) {
      // However much others record: a reader who gets nothing is told so.
      const quiet = heartbeatMs - (performance.now() - sent)
      const came = quiet > 0 ? await within(coming, quiet) : undefined
      if (!came) {
        yield heartbeat(position)
        sent = performance.now()
        continue
      }
      if (came.done) return
      for await (const event of stillReceivable(source, who, came.value.events)) {
        if (signal.aborted) return
        yield frame(event, schemasUrl)
        sent = performance.now()
      }
      position = came.value.position
      coming = batches.next()
    }
  } finally {
    await batches.return?.()
  }
}

/** Those of a batch that a receiver may see, one after the other, each as he stands when it is taken. */
async function* stillReceivable(gates: Gates, who: Receiver, events: readonly StoredEvent[]): AsyncGenerator<Receivable> {
  let asked = performance.now()
  let rest = await receivable(gates, who, events)
  while (rest.length > 0) {
    if (performance.now() - asked > FRESH_MS) {
      asked = performance.now()
      rest = await receivable(
        gates,
        who,
        rest.map(({ event }) => event),
      )
    }
    const [next, ...others] = rest
    rest = others
    if (next) yield next
  }
}
