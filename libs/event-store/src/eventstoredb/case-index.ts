import { nextReading } from '../next-reading.ts'
import type { RecentLog } from './recent-log.ts'
import { caseIdOf } from './recorded-event.ts'

/** The streams in which a case has events. EventStoreDB cannot query the content of events. */
export interface CaseIndex {
  /**
   * The streams with events of a case: all that were recorded before the call, and possibly later ones.
   * @returns the names of the streams, and the position up to which the log was read for them
   * @throws StoreUnavailable
   */
  streamsOf(caseId: string): Promise<{ readonly streams: readonly string[]; readonly position: string }>
  /** The position of the newest event of each case, in whatever visibility: as of the call, or later. @throws StoreUnavailable */
  headsOf(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Up to where the log was read so far. */
  position(): string
  /** Reads what is new: afterwards everything is indexed that was recorded before the call. @throws StoreUnavailable */
  catchUp(): Promise<void>
}

interface IndexedCase {
  readonly streams: string[]
  head: string
}

/** Saves room: of a stream that is named after its case only the prefix is kept. */
export const shortenedName = (stream: string, caseId: string): string =>
  stream.endsWith(`-${caseId}`) ? stream.slice(0, -caseId.length) : stream

export const fullName = (name: string, caseId: string): string => (name.endsWith('-') ? name + caseId : name)

/**
 * Makes the index in memory, for a process without a database. The first query reads the whole log; each later one knows
 * what was added, before it is answered.
 */
export const caseIndex = (recent: RecentLog): CaseIndex => {
  const cases = new Map<string, IndexedCase>()
  /** Each name is kept once for all cases. */
  const names = new Map<string, string>()
  let position = '0'

  const readToEnd = async (): Promise<void> => {
    for await (const entries of recent.after(position))
      for (const entry of entries) {
        const caseId = caseIdOf(entry)
        position = entry.position
        if (caseId === undefined) continue
        const shortened = shortenedName(entry.stream, caseId)
        const name = names.get(shortened) ?? shortened
        if (name !== entry.stream) names.set(name, name)
        const known = cases.get(caseId)
        if (!known) cases.set(caseId, { streams: [name], head: position })
        else {
          known.head = position
          if (!known.streams.includes(name)) known.streams.push(name)
        }
      }
  }

  const catchUp = nextReading(readToEnd)

  return {
    catchUp,
    position: () => position,
    async streamsOf(caseId) {
      await catchUp()
      return { streams: (cases.get(caseId)?.streams ?? []).map((name) => fullName(name, caseId)), position }
    },
    async headsOf(caseIds) {
      await catchUp()
      return new Map(caseIds.flatMap((caseId) => (cases.has(caseId) ? [[caseId, cases.get(caseId)?.head ?? '0'] as const] : [])))
    },
  }
}
