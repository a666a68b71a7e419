import type { StoredEvent } from '../event-store.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import { batchLoader, type LoaderBounds } from './batch-loader.ts'
import { int8s, uuids } from './binary-arrays.ts'
import type { LogReader } from './log-reader.ts'
import { READ_CASE } from './migrations/0004-reading.migration.ts'
import { READ_CASES } from './migrations/0009-cases.migration.ts'

/** The events of a case after a position, up to and including another. */
export interface CaseRange {
  readonly caseId: string
  readonly after: string
  readonly upTo: string
  /** Default: all. */
  readonly limit?: number | undefined
}

const PAGE = 5_000
/** Maximum rows of a combined read, as many of each case; the rest of longer cases is read by a further one. */
const COMBINED = 12_800
const WHOLE: LoaderBounds = { batch: 128, calls: 4 }
/** One at a time: nearly always it returns nothing, and what is asked meanwhile shares the next one. */
const LATER: LoaderBounds = { batch: 128, calls: 1 }

/**
 * Reads cases; requests that are made at the same time are combined into one query. What was recorded after a known
 * position does not wait for cases that are read from their beginning.
 */
export const caseReader = (read: LogReader['readEvents']): ((range: CaseRange) => Promise<StoredEvent[]>) => {
  const readRemaining = async ({ caseId, after, upTo, limit = Infinity }: CaseRange): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = []
    for (let last = after; ;) {
      const most = Math.min(PAGE, limit - events.length)
      const rows = await read<EventRow>('read_case', () => READ_CASE, [caseId, last, upTo, most])
      for (const row of rows) events.push(storedEvent(row))
      if (rows.length < most || events.length >= limit) return events
      last = events.at(-1)?.position ?? last
    }
  }

  const readSeveral = async (ranges: readonly CaseRange[]): Promise<StoredEvent[][]> => {
    const [only] = ranges
    if (ranges.length === 1 && only) return [await readRemaining(only)]
    const most = Math.floor(COMBINED / ranges.length)
    const rows = await read<EventRow & { no: string }>('read_cases', () => READ_CASES, [
      uuids(ranges.map(({ caseId }) => caseId)),
      int8s(ranges.map(({ after }) => BigInt(after))),
      int8s(ranges.map(({ upTo }) => BigInt(upTo))),
      most,
    ])
    const pages = ranges.map((): StoredEvent[] => [])
    for (const row of rows) pages[Number(row.no) - 1]?.push(storedEvent(row))
    const isLonger = pages.map(({ length }) => length === most)
    const longer = ranges.flatMap((range, index) =>
      isLonger[index] ? [{ ...range, after: pages[index]?.at(-1)?.position ?? range.after }] : [],
    )
    if (longer.length === 0) return pages
    const remaining = (await readSeveral(longer)).values()
    return pages.map((page, index) => (isLonger[index] ? [...page, ...(remaining.next().value ?? [])] : page))
  }

  const loader = (bounds: LoaderBounds) => batchLoader<CaseRange, StoredEvent[]>(bounds, readSeveral)
  const [readWhole, readLater] = [loader(WHOLE), loader(LATER)]
  return (range) => (range.limit !== undefined ? readRemaining(range) : range.after === '0' ? readWhole(range) : readLater(range))
}
