import { comparePositions } from '@case-timeline/contracts'
import type { LogPage, StoredEvent } from '../event-store.ts'

/** How many of the newest events are kept, for the subscriptions that have not taken them yet. */
const KEPT = 500

/** Reads events of every type after a position, in a page of at most `limit`. */
type Read = (after: string, limit: number) => Promise<LogPage>

interface PageRequest {
  readonly after: string
  readonly limit: number
  readonly types: ReadonlySet<string> | undefined
  /** Increases when the log went back: pages of an earlier log are not returned. */
  readonly generation: number
}

export interface TailRequest extends PageRequest {
  /** The number of hints that the subscription knows of. */
  readonly hints: number
}

export interface TailPage {
  readonly page: LogPage
  /**
   * Whether nothing was recorded after the page before the last hint that the subscription knows of: then it can wait
   * for the next one.
   */
  readonly isEnd: boolean
}

/** The end of the log, read once for all subscriptions of a process that have reached it. */
export interface LogTail {
  /** The next page after a position; undefined if the subscription is further behind than what is kept. */
  next(request: TailRequest): Promise<TailPage | undefined>
  /** A page of what is kept; undefined if that does not reach from the request's position to another one. */
  kept(request: PageRequest, atLeastTo: string): LogPage | undefined
}

interface Kept {
  readonly generation: number
  /** The events are all that are visible to the reader after `from` and up to `to`. */
  readonly from: string
  readonly to: Omit<LogPage, 'events'>
  readonly events: readonly StoredEvent[]
  /** `to` was the end of the log after so many hints; -1 if the log had more events than were read. */
  readonly hints: number
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

  const keep = ({ generation, after, hints: known }: TailRequest, { events, ...to }: LogPage): void => {
    const earlier = kept?.generation === generation && kept.to.position === after ? kept : undefined
    const hints = events.length < KEPT ? known : -1
    if (earlier && to.position === after) {
      kept = { ...earlier, hints }
      return
    }
    const all = [...(earlier?.events ?? []), ...events]
    const newest = all.slice(-KEPT)
    const dropped = all[all.length - newest.length - 1]
    kept = { generation, from: dropped?.position ?? earlier?.from ?? after, to, events: newest, hints }
  }

  const start = (request: TailRequest): Reading => {
    const { after, hints, generation } = request
    const done = read(after, KEPT).then((page) => keep(request, page))
    const started: Reading = { after, hints, generation, done }
    reading = started
    const forget = () => {
      if (reading === started) reading = undefined
    }
    done.then(forget, forget)
    return started
  }

  const pageOf = ({ events, to }: Kept, { after, limit, types }: PageRequest): LogPage => {
    // Most subscriptions lack only the newest events: they are looked for from the end.
    const taken = events.findLastIndex(({ position }) => comparePositions(position, after) <= 0)
    const later = events.slice(taken + 1).filter(({ type }) => types === undefined || types.has(type))
    const last = later[limit - 1]
    return last ? { events: later.slice(0, limit), position: last.position, hash: last.eventHash } : { ...to, events: later }
  }

  return {
    kept(request, atLeastTo) {
      const { after, generation } = request
      if (kept?.generation !== generation || comparePositions(after, kept.from) < 0) return undefined
      if (comparePositions(kept.to.position, atLeastTo) < 0) return undefined
      return comparePositions(after, kept.to.position) < 0 ? pageOf(kept, request) : { events: [], position: after }
    },
    async next(request) {
      const { after, hints, generation } = request
      for (;;) {
        if (kept?.generation === generation && comparePositions(after, kept.from) >= 0 && comparePositions(after, kept.to.position) < 0) {
          const page = pageOf(kept, request)
          // It may have been read before a hint: then the event of the hint is not in it.
          return { page, isEnd: page.position === kept.to.position && kept.hints >= hints }
        }
        const isAtEnd = kept?.generation !== generation || comparePositions(after, kept.to.position) >= 0
        if (!isAtEnd) return undefined
        const current = reading?.after === after && reading.generation === generation ? reading : start(request)
        await current.done
        // A reading that began before a hint may lack the event of the hint.
        if (current.hints >= hints && (kept?.to.position === after || kept?.generation !== generation))
          return { page: { events: [], position: after }, isEnd: true }
      }
    },
  }
}
