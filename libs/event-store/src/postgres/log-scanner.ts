import type { EventStore } from '../event-store.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
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

/** Reads where events are without their content. */
export const logScanner = ({ read, readEvents }: LogReader): Pick<EventStore, 'scanAll' | 'caseHeads'> => ({
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
    if (caseIds.length === 0) return new Map()
    const rows = await read<{ case_id: string; head: string }>('case_heads', () => CASE_HEADS, [uuids(caseIds)])
    return new Map(rows.map(({ case_id: caseId, head }) => [caseId, head]))
  },
})
