import { EntitySchema } from 'typeorm'
import type { Trace } from './linked-traces.view.ts'

/** The table of the online traces, for queries; only the projection writes it. */
export const TraceTable = new EntitySchema<Trace>({
  name: 'Trace',
  tableName: 'linked_traces_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    traceId: { name: 'trace_id', type: 'uuid', primary: true },
    kind: { type: 'text' },
    platform: { type: 'text' },
    traceHash: { name: 'trace_hash', type: 'text' },
    recordedBy: { name: 'recorded_by', type: 'text' },
    recordedAt: { name: 'recorded_at', type: 'text', nullable: true },
    since: { type: 'text' },
  },
})
