import { Readable } from 'node:stream'
import type { Principal, Receiver } from '@case-timeline/access'
import { positionOnLog } from './cursor.ts'
import { type PageBounds, type EventPage, pageOf, pageOfCase } from './events-page.ts'
import { framesOf, type StreamSource } from './events-stream.ts'
import { cloudEventText } from './published-events.ts'
import { Problem } from '@case-timeline/http'

/** The receiver of a stream, and when its authentication expires. */
export type Listener = Receiver & Pick<Principal, 'expiresAt'>

/** Publishes events of cases to agencies. An abstract class, because Nest injects it by this token. */
export abstract class Outbound {
  abstract page(receiver: Receiver, bounds: PageBounds): Promise<EventPage>
  abstract pageOfCase(receiver: Receiver, bounds: PageBounds & { readonly caseId: string }): Promise<EventPage>
  /** The events as a batch of CloudEvents (JSON batch format 1.0.2). */
  abstract batch(events: EventPage['events']): string
  /**
   * Server-sent events after a cursor. The stream ends with the receiver's token, the service or the connection.
   * @param disconnect closes the connection of a reader that takes nothing
   * @throws Problem `overloaded` if the user, the agency, or all users together, have the maximum number of open streams;
   *   `log-went-back`, `position-beyond-log`; StoreUnavailable
   */
  abstract stream(receiver: Listener, after: string, disconnect: () => void): Promise<Readable>
}

export interface StreamLimits {
  readonly heartbeatMs: number
  /** Maximum number of open streams of one user of an agency. */
  readonly perUser: number
  /** Maximum number of open streams of all users of one agency, so that it leaves some to the others. */
  readonly perAgency: number
  /** Maximum number of open streams of all users of this service together. */
  readonly total: number
}

const DEFAULT_LIMITS: StreamLimits = { heartbeatMs: 15_000, perUser: 5, perAgency: 100, total: 500 }
/** Time for an ended stream to flush its buffer; without a limit, a reader that takes nothing would keep it open. */
const GRACE_MS = 1_000
const MAX_STREAM_MS = 86_400_000

/** An open stream. */
interface OpenStream {
  readonly user: string
  readonly agencyId: string
  end(): void
}

/**
 * Publishes the events of a store, within limits on the number of open streams.
 * @param stopping aborted when the service stops: then every stream ends
 */
export const outboundOf = (
  source: Omit<StreamSource, 'heartbeatMs'>,
  stopping: AbortSignal,
  { heartbeatMs, perUser, perAgency, total }: StreamLimits = DEFAULT_LIMITS,
): Outbound => {
  const streams = new Set<OpenStream>()
  stopping.addEventListener('abort', () => streams.forEach((stream) => stream.end()), { once: true })

  const checkStreamLimits = (user: string, agencyId: string): void => {
    const ofAgency = [...streams].filter((stream) => stream.agencyId === agencyId)
    const own = ofAgency.filter((stream) => stream.user === user).length
    if (own >= perUser)
      throw new Problem('overloaded', `you have ${own} open streams already: close one, or read GET /events`, { retryAfterSeconds: 10 })
    if (ofAgency.length >= perAgency)
      throw new Problem('overloaded', `your agency has ${ofAgency.length} open streams already: close one, or read GET /events`, {
        retryAfterSeconds: 10,
      })
    if (streams.size >= total)
      throw new Problem('overloaded', 'the maximum number of open streams is reached: read GET /events', { retryAfterSeconds: 10 })
  }

  return {
    page: (receiver, bounds) => pageOf(source, receiver, bounds),
    pageOfCase: (receiver, bounds) => pageOfCase(source, receiver, bounds),
    batch: (events) => `[${events.map((event) => cloudEventText(event, source)).join(',')}]`,
    async stream(receiver, after, disconnect) {
      const position = await positionOnLog(source.store, after)
      const { agencyId } = receiver
      const user = `${agencyId} ${receiver.userId}`
      checkStreamLimits(user, agencyId)
      const streamAbort = new AbortController()
      const frames = framesOf({ ...source, heartbeatMs }, receiver, { position, cursor: after }, streamAbort.signal)
      const stream = Readable.from(frames, { objectMode: false, highWaterMark: 16_384 })
      // A stream that is destroyed waits for its generator, and the generator for the next event unless it is aborted.
      const destroy = stream._destroy.bind(stream)
      stream._destroy = (error, done) => {
        streamAbort.abort()
        destroy(error, done)
      }
      const end = () => {
        streamAbort.abort()
        setTimeout(disconnect, GRACE_MS).unref()
      }
      // Without an expiry, the stream ends at once.
      const tokenRemainingMs = (receiver.expiresAt ?? 0) - Date.now()
      const expiry = setTimeout(end, Math.max(0, Math.min(tokenRemainingMs, MAX_STREAM_MS))).unref()
      const openStream: OpenStream = { user, agencyId, end }
      streams.add(openStream)
      stream.once('close', () => {
        streamAbort.abort()
        clearTimeout(expiry)
        streams.delete(openStream)
      })
      if (stopping.aborted) end()
      return stream
    },
  }
}
