import type { StoredEvent } from '../event-store.ts'
import { int8s, texts } from './binary-arrays.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import type { LogReader } from './log-reader.ts'
import { READ_STREAM, READ_STREAMS } from './migrations/0004-reading.migration.ts'
import { batchLoader, type LoaderBounds } from './batch-loader.ts'

interface StreamRange {
  readonly stream: string
  readonly after: number
}

const PAGE = 5_000
/** Maximum rows of each stream in a combined read; the rest of a longer stream is read separately. */
const FIRST_PAGE = 100
const BOUNDS: LoaderBounds = { batch: 128, calls: 4 }

/** Reads streams; requests that are made at the same time are combined into one query. */
export const streamReader = (read: LogReader['readEvents']): ((stream: string, after: number) => Promise<StoredEvent[]>) => {
  const readRemaining = async (range: StreamRange): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = []
    for (let after = range.after; ;) {
      const rows = await read<EventRow>('read_stream', () => READ_STREAM, [range.stream, after, PAGE])
      for (const row of rows) events.push(storedEvent(row))
      if (rows.length < PAGE) return events
      after = events.at(-1)?.revision ?? after
    }
  }

  const readSeveral = async (ranges: readonly StreamRange[]): Promise<StoredEvent[][]> => {
    const rows = await read<EventRow & { no: string }>('read_streams', () => READ_STREAMS, [
      texts(ranges.map(({ stream }) => stream)),
      int8s(ranges.map(({ after }) => after)),
      FIRST_PAGE,
    ])
    const pages = ranges.map((): StoredEvent[] => [])
    for (const row of rows) pages[Number(row.no) - 1]?.push(storedEvent(row))
    return Promise.all(
      pages.map(async (page, index) => {
        const last = page.at(-1)
        const { stream = '' } = ranges[index] ?? {}
        return last && page.length === FIRST_PAGE ? [...page, ...(await readRemaining({ stream, after: last.revision }))] : page
      }),
    )
  }

  const readWanted = batchLoader<StreamRange, StoredEvent[]>(BOUNDS, async (ranges) => {
    const [only] = ranges
    return ranges.length === 1 && only ? [await readRemaining(only)] : readSeveral(ranges)
  })
  return (stream, after) => readWanted({ stream, after })
}
