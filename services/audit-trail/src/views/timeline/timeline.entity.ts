import { EntitySchema } from 'typeorm'
import type { TimelineRow } from './timeline.view.ts'

/** The table of the timeline, for queries; only the projection writes it. */
export const TimelineTable = new EntitySchema<TimelineRow>({
  name: 'TimelineRow',
  tableName: 'timeline_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    position: { type: 'bigint', primary: true },
    type: { type: 'text' },
    stream: { type: 'text' },
    revision: { type: 'int' },
    occurredAt: { name: 'occurred_at', type: 'text', nullable: true },
    occurredZone: { name: 'occurred_zone', type: 'text', nullable: true },
    occurredFrom: { name: 'occurred_from', type: 'timestamptz' },
    recordedAt: { name: 'recorded_at', type: 'text' },
    agency: { type: 'text' },
    kind: { type: 'text', nullable: true },
    record: { type: 'json' },
  },
})
