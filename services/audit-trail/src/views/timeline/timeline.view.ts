import { EVENT_TYPES, type CaseEventRecord, type EventKind } from '@case-timeline/contracts'
import { optional, type Recorded, type Row, type StoredView, viewTable } from '@case-timeline/projections'
import { spanInItsZone } from '../../timeline.ts'

/**
 * One event of a case as recorded, of any type; a correction has its own row.
 * This shape is stored in `timeline_v1`: change it with the view's version.
 */
export interface TimelineRow extends Row {
  readonly position: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  /** As its source wrote it; a date without offset is read in `occurredZone`. */
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** The first instant of `occurredAt`, for sorting; `recordedAt` where the time is unknown. */
  readonly occurredFrom: string
  readonly recordedAt: string
  readonly agency: string
  /** Absent for a type that this release does not know. */
  readonly kind?: EventKind | undefined
  readonly record: CaseEventRecord
}

/** PostgreSQL has no year 0: in a zone east of Greenwich, the first day of year 1 begins in year 0 of UTC. */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z')

const startOf = ({ occurredAt, occurredZone, stored }: Recorded): string =>
  occurredAt === undefined
    ? stored.recordedAt
    : new Date(Math.max(spanInItsZone(occurredAt, occurredZone).from, FIRST_INSTANT)).toISOString()

/** The merged timeline of all sectors: a row for each event of each case. */
export const timelineView: StoredView<TimelineRow> = {
  ...viewTable<TimelineRow>({
    name: 'timeline',
    version: 1,
    key: ['position'],
    columns: {
      position: 'bigint',
      type: 'text',
      stream: 'text',
      revision: 'int',
      occurredAt: optional('text'),
      occurredZone: optional('text'),
      occurredFrom: 'timestamptz',
      recordedAt: 'orderedText',
      agency: 'text',
      kind: optional('text'),
      record: 'json',
    },
    indexes: { occurred: ['caseId', 'occurredFrom', 'position'], position: ['position'] },
    migration: 1_764_000_000_300,
  }),
  events: 'every',
  rows: ({ stored }) => [[stored.position]],
  evolve: (_, event) => {
    const { stored, type, caseId, occurredAt, occurredZone } = event
    return {
      caseId,
      position: stored.position,
      type,
      stream: stored.stream,
      revision: stored.revision,
      occurredAt,
      occurredZone,
      occurredFrom: startOf(event),
      recordedAt: stored.recordedAt,
      agency: stored.envelope.actor.agencyId,
      kind: EVENT_TYPES.get(type)?.kind,
      record: stored.toRecord(),
    }
  },
}
