import { comparePositions } from '@case-timeline/contracts'
import type { LogPage, StoredEvent } from '../event-store.ts'

/** How many of the newest events are kept, for the subscriptions that have not taken them yet. */
const KEPT = 500

/** Reads events of every type after a position, in a page of at most `limit`. */
type Read = (after: string, limit: number) => Promise<LogPage>

export interface TailRequest {
  readonly after: string
  readonly limit: number
  readonly types: ReadonlySet<string> | undefined
  /** The number of hints that the subscription knows of: what is returned was read after the last of them. */
  readonly hints: number
  /** Increases when the log went back: pages of an earlier log are not returned. */
  readonly generation: number
}

/** The end of the log, read once for all subscriptions of a process that have reached it. */
export interface LogTail {
  /** The next page after a position; undefined if the subscription is further behind than what is kept. */
  next(request: TailRequest): Promise<LogPage | undefined>
}

interface Kept {
  readonly generation: number
  /** The events are all that are visible to the reader after `from` and up to `to`. */
  readonly from: string
  readonly to: Omit<LogPage, 'events'>
  readonly events: readonly StoredEvent[]
}

interface Reading {
  readonly after: string
  readonly hints: number
  readonly generation: number
  readonly done: Promise<void>
}

export const logTail = (read: Read): LogTail => {
  let kept: Kept | undefined
  let reading: Reading | undefined

  const keep = (generation: number, after: string, { events, ...to }: LogPage): void => {
    const earlier = kept?.generation === generation && kept.to.position === after ? kept : undefined
    if (earlier && to.position === after) return
    const all = [...(earlier?.events ?? []), ...events]
    const newest = all.slice(-KEPT)
    const dropped = all[all.length - newest.length - 1]
    kept = { generation, from: dropped?.position ?? earlier?.from ?? after, to, events: newest }
  }

  const start = ({ after, hints, generation }: TailRequest): Reading => {
    const done = read(after, KEPT).then((page) => keep(generation, after, page))
    const started: Reading = { after, hints, generation, done }
    reading = started
    const forget = () => {
      if (reading === started) reading = undefined
    }
    done.then(forget, forget)
    return started
  }

  const pageOf = ({ events, to }: Kept, { after, limit, types }: TailRequest): LogPage => {
    // Most subscriptions lack only the newest events: they are looked for from the end.
    const taken = events.findLastIndex(({ position }) => comparePositions(position, after) <= 0)
    const later = events.slice(taken + 1).filter(({ type }) => types === undefined || types.has(type))
    const last = later[limit - 1]
    return last ? { events: later.slice(0, limit), position: last.position, hash: last.eventHash } : { ...to, events: later }
  }

  return {
    async next(request) {
      const { after, hints, generation } = request
      for (;;) {
        if (kept?.generation === generation && comparePositions(after, kept.from) >= 0 && comparePositions(after, kept.to.position) < 0)
          return pageOf(kept, request)
        const isAtEnd = kept?.generation !== generation || comparePositions(after, kept.to.position) >= 0
        if (!isAtEnd) return undefined
        const current = reading?.after === after && reading.generation === generation ? reading : start(request)
        await current.done
        // A reading that began before a hint may lack the event of the hint.
        if (current.hints >= hints && (kept?.to.position === after || kept?.generation !== generation))
          return { events: [], position: after }
      }
    },
  }
}
