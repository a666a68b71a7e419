import { SERVICES } from '@case-timeline/contracts'
import type { Connection } from './connection.ts'
import { entryIn, type LogEntry } from './recorded-event.ts'
import { allForwards, lastOf, streamForwards, subscription, type Filter } from './requests.ts'

/** The log of EventStoreDB, as far as it is case-timeline's: the streams of its services. */
export interface Log {
  /** The events of a stream from a revision on, in order; a stream that does not exist has none. */
  stream(name: string, from: number, count?: number): Promise<LogEntry[]>
  /** The events after a position, up to the end that the log has at that time; of some types only, when they are named. */
  after(position: string, types?: readonly string[]): AsyncGenerator<readonly LogEntry[]>
  /** Position of the last event, `0` when there is none. */
  lastPosition(): Promise<string>
  /** The events after a position for as long as the signal is not aborted; an empty batch moves the position only. */
  live(position: string, signal: AbortSignal): AsyncGenerator<{ readonly entries: readonly LogEntry[]; readonly position: string }>
}

const OURS = SERVICES.map((service) => `${service}.`)
const OUR_STREAMS: Filter = { streams: OURS }

const STREAM_PATIENCE_MS = 30_000
// In a log of many millions the server may look long for events of a rare type before it finds the first.
const LOG_PATIENCE_MS = 300_000

const isOurs = ({ stream }: LogEntry): boolean => OURS.some((prefix) => stream.startsWith(prefix))

const entriesIn = (responses: readonly Parameters<typeof entryIn>[0][]): LogEntry[] =>
  responses.flatMap((response) => entryIn(response) ?? []).filter(isOurs)

/** A stream that was deleted or cut short on the server must not read as if nothing had been there. */
const refuseGaps = (name: string, from: number, entries: readonly LogEntry[]): void => {
  const at = entries.findIndex(({ revision }, index) => revision !== from + index)
  if (at >= 0) throw new Error(`${name} lacks revision ${from + at}: the stream was deleted or cut short on the server`)
}

export const logOn = (connection: Connection): Log => ({
  async stream(name, from, count) {
    const entries: LogEntry[] = []
    for await (const responses of connection.read(streamForwards(name, from, count), { patienceMs: STREAM_PATIENCE_MS }))
      entries.push(...entriesIn(responses))
    refuseGaps(name, from, entries)
    return entries
  },
  async *after(position, types) {
    const request = allForwards(position, types ? { types } : OUR_STREAMS)
    for await (const responses of connection.read(request, { patienceMs: LOG_PATIENCE_MS }))
      // The server begins with the event that stands at the position itself.
      yield entriesIn(responses).filter((entry) => entry.position !== position)
  },
  async lastPosition() {
    for await (const responses of connection.read(lastOf(OUR_STREAMS), { patienceMs: LOG_PATIENCE_MS }))
      for (const { position } of entriesIn(responses)) return position
    return '0'
  },
  async *live(position, signal) {
    for await (const responses of connection.read(subscription(position, OUR_STREAMS), { signal })) {
      const last = responses.findLast((response) => response.hasEvent() || response.hasCheckpoint())
      const reached = last?.getEvent()?.getEvent()?.getCommitPosition() ?? last?.getCheckpoint()?.getCommitPosition()
      if (reached !== undefined) yield { entries: entriesIn(responses), position: reached }
    }
  },
})
