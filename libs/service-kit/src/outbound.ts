import { Readable } from 'node:stream'
import type { Principal, Receiver } from '@case-timeline/access'
import { type Cut, type EventPage, pageOf, pageOfCase } from './events-page.ts'
import { framesOf, type StreamSource } from './events-stream.ts'
import { cloudEventText } from './events-text.ts'
import { Problem } from './problem.ts'

/** Whoever listens to a stream, and until when he may. */
export type Listener = Receiver & Pick<Principal, 'expiresAt'>

/** Gives agencies the events of their cases. An abstract class, because Nest injects it by this token. */
export abstract class Outbound {
  abstract page(who: Receiver, cut: Cut): Promise<EventPage>
  abstract pageOfCase(who: Receiver, of: Cut & { readonly caseId: string }): Promise<EventPage>
  /** The events as a batch of CloudEvents (JSON batch format 1.0.2). */
  abstract batch(events: EventPage['events']): string
  /**
   * Server-sent events from a position on. It ends with the receiver's token, with the service or with the connection.
   * @param cut ends the connection of a reader who takes nothing
   * @throws Problem `overloaded` when he, or all together, listen to as many as they may
   */
  abstract stream(who: Listener, after: string, cut: () => void): Readable
}

export interface OutboundBounds {
  readonly heartbeatMs: number
  /** Streams that one user of an agency may have open, and all users of this service together. */
  readonly perUser: number
  readonly altogether: number
}

const BOUNDS: OutboundBounds = { heartbeatMs: 15_000, perUser: 5, altogether: 500 }
/** How long a stream may take to send what it holds once it is over; a reader who takes nothing would keep it for ever. */
const GRACE_MS = 1_000
const LONGEST_LIFE_MS = 86_400_000

/** A stream that is open. */
interface Open {
  readonly user: string
  over(): void
}

/** @param stopping aborted when the service stops: every stream then ends */
export const outboundOf = (
  source: Omit<StreamSource, 'heartbeatMs'>,
  stopping: AbortSignal,
  { heartbeatMs, perUser, altogether }: OutboundBounds = BOUNDS,
): Outbound => {
  const { store, schemasUrl } = source
  const streams = new Set<Open>()
  stopping.addEventListener('abort', () => streams.forEach((one) => one.over()), { once: true })

  const refuseTooMany = (user: string): void => {
    const own = [...streams].filter((one) => one.user === user).length
    if (own >= perUser)
      throw new Problem('overloaded', `you listen to ${own} streams already: close one, or read GET /events`, { retryAfterSeconds: 10 })
    if (streams.size >= altogether)
      throw new Problem('overloaded', 'as many listen as this service can serve: read GET /events', { retryAfterSeconds: 10 })
  }

  return {
    page: (who, cut) => pageOf(store, source, who, cut),
    pageOfCase: (who, of) => pageOfCase(store, source, who, of),
    batch: (events) => `[${events.map((event) => cloudEventText(event, schemasUrl)).join(',')}]`,
    stream(who, after, cut) {
      const user = `${who.agencyId} ${who.userId}`
      refuseTooMany(user)
      const life = new AbortController()
      const frames = framesOf({ ...source, heartbeatMs }, who, after, life.signal)
      const stream = Readable.from(frames, { objectMode: false, highWaterMark: 16_384 })
      const over = () => {
        life.abort()
        setTimeout(cut, GRACE_MS).unref()
      }
      const mayStillMs = (who.expiresAt ?? 0) - Date.now()
      const expiry = setTimeout(over, Math.max(0, Math.min(mayStillMs, LONGEST_LIFE_MS))).unref()
      const open: Open = { user, over }
      streams.add(open)
      stream.once('close', () => {
        life.abort()
        clearTimeout(expiry)
        streams.delete(open)
      })
      if (stopping.aborted) over()
      return stream
    },
  }
}
