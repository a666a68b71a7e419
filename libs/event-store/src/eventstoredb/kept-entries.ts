import { comparePositions } from '@case-timeline/contracts'
import { caseIdOf, type LogEntry } from './recorded-event.ts'

/** The newest events of a log, in its order. */
export interface KeptEntries {
  readonly size: number
  /** Of their data and metadata. */
  readonly bytes: number
  add(entry: LogEntry): void
  /** Removes the oldest until no more than these are left. @returns those that were removed */
  dropOldest(maxEvents: number, maxBytes: number): readonly LogEntry[]
  after(position: string): readonly LogEntry[]
  at(position: string): LogEntry | undefined
  countAfter(position: string): number
  ofStream(stream: string): readonly LogEntry[]
  /** The events of a case after a position; undefined if a record of another application came after it, of whatever case. */
  ofCase(caseId: string, after: string): readonly LogEntry[] | undefined
}

/** Adds an event to those under a key. */
const addTo = (entries: Map<string, LogEntry[]>, key: string, entry: LogEntry): void => {
  const known = entries.get(key)
  if (known) known.push(entry)
  else entries.set(key, [entry])
}

/** Removes the oldest under a key. */
const dropFrom = (entries: Map<string, LogEntry[]>, key: string): void => {
  const known = entries.get(key)
  known?.shift()
  if (known?.length === 0) entries.delete(key)
}

const sizeOf = ({ metadata, data }: LogEntry): number => metadata.length + data.length

export const keptEntries = (): KeptEntries => {
  let entries: LogEntry[] = []
  let bytes = 0
  const ofStreams = new Map<string, LogEntry[]>()
  /** Of the first `sorted` entries: only a question about a case pays for it. */
  const ofCases = new Map<string, LogEntry[]>()
  let sorted = 0
  let lastForeign = '0'
  const sortByCase = (): void => {
    for (const entry of entries.slice(sorted)) {
      if (entry.recorded() === undefined) lastForeign = entry.position
      const caseId = caseIdOf(entry)
      if (caseId !== undefined) addTo(ofCases, caseId, entry)
    }
    sorted = entries.length
  }

  const indexAfter = (after: string): number => {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comparePositions(entries[middle]?.position ?? '', after) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    get size() {
      return entries.length
    },
    get bytes() {
      return bytes
    },
    add(entry) {
      entries.push(entry)
      bytes += sizeOf(entry)
      addTo(ofStreams, entry.stream, entry)
    },
    dropOldest(maxEvents, maxBytes) {
      let dropped = 0
      for (; entries.length - dropped > maxEvents || bytes > maxBytes; dropped += 1) {
        const oldest = entries[dropped]
        if (!oldest) break
        bytes -= sizeOf(oldest)
        dropFrom(ofStreams, oldest.stream)
        const caseId = dropped < sorted ? caseIdOf(oldest) : undefined
        if (caseId !== undefined) dropFrom(ofCases, caseId)
      }
      sorted = Math.max(0, sorted - dropped)
      const oldest = entries.slice(0, dropped)
      if (dropped > 0) entries = entries.slice(dropped)
      return oldest
    },
    after: (position) => entries.slice(indexAfter(position)),
    at(position) {
      const entry = entries[indexAfter(position) - 1]
      return entry?.position === position ? entry : undefined
    },
    countAfter: (position) => entries.length - indexAfter(position),
    ofStream: (stream) => ofStreams.get(stream) ?? [],
    ofCase(caseId, after) {
      sortByCase()
      if (comparePositions(lastForeign, after) > 0) return undefined
      return (ofCases.get(caseId) ?? []).filter(({ position }) => comparePositions(position, after) > 0)
    },
  }
}
