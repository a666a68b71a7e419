import { setTimeout as pause } from 'node:timers/promises'
import type { EventAccess, ReceivableEvent, Receiver } from '@case-timeline/access'
import type { StoredEvent } from '@case-timeline/event-store'
import { cursorAfter } from './cursor.ts'
import type { EventSource } from './events-page.ts'
import { cloudEventText, type Publication } from './published-events.ts'

/** The dependencies of an event stream. */
export interface StreamSource extends EventSource, Publication {
  /** Interval of heartbeats on a quiet stream, which keep the connection alive. */
  readonly heartbeatMs: number
}

/** Events read at once for a stream, and kept for its reader. */
const BATCH_SIZE = 250
/** A check of access is repeated after this time: a slow reader may take an event long after its batch was read. */
const ACCESS_CHECK_TTL_MS = 1_000
const RECONNECT_MS = 2_000

const cursorOf = ({ event }: ReceivableEvent): string => cursorAfter({ position: event.position, hash: event.eventHash })

/** One server-sent event. */
const frame = (receivable: ReceivableEvent, publication: Publication): string =>
  `id: ${cursorOf(receivable)}\ndata: ${cloudEventText(receivable, publication)}\n\n`

/**
 * Sets the reader's last event id without an event, to advance over events that the reader may not see (HTML, section
 * 9.2.6).
 */
const heartbeat = (cursor: string): string => `: heartbeat\nid: ${cursor}\n\n`

/** The result of a promise within a time limit; otherwise undefined. */
const resolvedWithin = async <T>(promise: Promise<T>, ms: number): Promise<T | undefined> => {
  const settled = new AbortController()
  // Its only error is the abort below.
  const timeout = pause(ms, undefined, { signal: settled.signal, ref: false }).catch(() => undefined)
  try {
    return await Promise.race([promise, timeout])
  } finally {
    settled.abort()
  }
}

/** The last words of a stream that the service ends: a reader that connects again continues after this id. */
const closing = (cursor: string): string => `: closed by the service, connect again\nid: ${cursor}\n\n`

/**
 * The frames of server-sent events after a position, until aborted, and then a closing comment. At most one batch is read
 * ahead of the reader, and each event is checked against the receiver's access when the reader takes it.
 * @param start `cursor` is sent until there is a later one
 */
export async function* framesOf(
  source: StreamSource,
  receiver: Receiver,
  start: { readonly position: string; readonly cursor: string },
  signal: AbortSignal,
): AsyncGenerator<string> {
  let { cursor } = start
  for await (const { text, cursor: reached } of openFrames(source, receiver, start, signal)) {
    yield text
    cursor = reached
  }
  if (signal.aborted) yield closing(cursor)
}

/** Each frame with the cursor that the reader has when it was taken. */
async function* openFrames(
  source: StreamSource,
  receiver: Receiver,
  start: { readonly position: string; readonly cursor: string },
  signal: AbortSignal,
): AsyncGenerator<{ readonly text: string; readonly cursor: string }> {
  const { store, access, heartbeatMs } = source
  let { cursor } = start
  yield { text: `retry: ${RECONNECT_MS}\n\n`, cursor }
  let sentAt = performance.now()
  const batches = store.subscribeAll({ after: start.position, limit: BATCH_SIZE, signal })[Symbol.asyncIterator]()
  try {
    let nextBatch = batches.next()
    while (!signal.aborted) {
      // A reader that may see none of the recorded events still gets heartbeats.
      const untilHeartbeatMs = heartbeatMs - (performance.now() - sentAt)
      const batch = untilHeartbeatMs > 0 ? await resolvedWithin(nextBatch, untilHeartbeatMs) : undefined
      if (!batch) {
        yield { text: heartbeat(cursor), cursor }
        sentAt = performance.now()
        continue
      }
      if (batch.done) return
      for await (const event of stillReceivable(access, receiver, batch.value.events)) {
        if (signal.aborted) return
        yield { text: frame(event, source), cursor: cursorOf(event) }
        sentAt = performance.now()
      }
      cursor = cursorAfter(batch.value)
      nextBatch = batches.next()
    }
  } finally {
    await batches.return?.()
  }
}

/** The events of a batch that a receiver may see, one at a time, with access checked when each is taken. */
async function* stillReceivable(access: EventAccess, receiver: Receiver, events: readonly StoredEvent[]): AsyncGenerator<ReceivableEvent> {
  let accessCheckedAt = performance.now()
  let remaining = await receivableOf(access, receiver, events)
  while (remaining.length > 0) {
    if (performance.now() - accessCheckedAt > ACCESS_CHECK_TTL_MS) {
      accessCheckedAt = performance.now()
      remaining = await receivableOf(
        access,
        receiver,
        remaining.map(({ event }) => event),
      )
    }
    const [next, ...others] = remaining
    remaining = others
    if (next) yield next
  }
}

const receivableOf = async (access: EventAccess, receiver: Receiver, events: readonly StoredEvent[]): Promise<readonly ReceivableEvent[]> =>
  (
    await access.receivableCases(
      receiver,
      events.map(({ caseId }) => caseId),
    )
  ).select(events)
