import type { EventStore } from '../event-store.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import { batchLoader, type LoaderBounds } from './batch-loader.ts'
import { int8s, uuids } from './binary-arrays.ts'
import type { LogReader } from './log-reader.ts'
import { CASE_HEADS, READ_AT, SCAN_ALL } from './migrations/0010-scanning.migration.ts'

interface ScanRow {
  /** Separated by commas; null for no events. */
  readonly positions: string | null
  /** As many; empty for an event that belongs to no case. */
  readonly cases: string | null
  readonly head: string
}

/** One statement at a time: the cases that are asked for meanwhile share the next one. */
const HEADS: LoaderBounds = { batch: 1_000, calls: 1 }

/** Reads where events are without their content. */
export const logScanner = ({ read, readEvents }: LogReader): Pick<EventStore, 'scanAll' | 'caseHeads'> => {
  const headOf = batchLoader<string, string | undefined>(HEADS, async (caseIds) => {
    const rows = await read<{ case_id: string; head: string }>('case_heads', () => CASE_HEADS, [uuids([...new Set(caseIds)])])
    const heads = new Map(rows.map(({ case_id: caseId, head }) => [caseId, head]))
    return caseIds.map((caseId) => heads.get(caseId))
  })
  return {
    async scanAll({ after, limit }) {
      const [row] = await read<ScanRow & { [column: string]: unknown }>('scan_all', () => SCAN_ALL, [after, limit])
      const positions = row?.positions?.split(',') ?? []
      const caseIds = row?.cases?.split(',') ?? []
      // A scan that is not full went up to the head; the position never moves back.
      const isEnd = positions.length < limit
      const scannedTo = (isEnd ? row?.head : positions.at(-1)) ?? after
      return {
        events: positions.map((position, index) => ({ position, caseId: caseIds[index] === '' ? undefined : caseIds[index] })),
        isEnd,
        position: BigInt(scannedTo) > BigInt(after) ? scannedTo : after,
        async read(wanted) {
          if (wanted.length === 0) return []
          const rows = await readEvents<EventRow>('read_at', () => READ_AT, [int8s(wanted.map(({ position }) => BigInt(position)))])
          return rows.map(storedEvent)
        },
      }
    },
    async caseHeads(caseIds) {
      const heads = await Promise.all(caseIds.map(async (caseId) => [caseId, await headOf(caseId)] as const))
      return new Map(heads.flatMap(([caseId, head]) => (head === undefined ? [] : [[caseId, head] as const])))
    },
  }
}
