import { EVENT_TYPES, type CaseEventRecord, type Kind } from '@case-timeline/contracts'
import type { Recorded, Row, View } from '@case-timeline/projections'
import { spanInItsZone } from '../../timeline.ts'

/**
 * One event of a case as it was recorded, whatever its type; corrections are events among the others.
 * This shape is stored in `timeline_v1`: change it with the view's version.
 */
export interface TimelineRow extends Row {
  readonly position: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  /** As its source wrote it, with the zone in which a date without offset is read. */
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  /** The first instant of what `occurredAt` covers, for sorting; of an unknown time: when it was recorded. */
  readonly occurredFrom: string
  readonly recordedAt: string
  readonly agency: string
  /** Absent for a type that this release does not know. */
  readonly kind?: Kind | undefined
  readonly record: CaseEventRecord
}

/** PostgreSQL has no year 0, into which a zone east of Greenwich brings the first day of year 1. */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z')

const startOf = ({ occurredAt, occurredZone, stored }: Recorded): string =>
  occurredAt === undefined
    ? stored.recordedAt
    : new Date(Math.max(spanInItsZone(occurredAt, occurredZone).from, FIRST_INSTANT)).toISOString()

/** The merged timeline of all sectors: a row for each event of each case. */
export const timelineView: View<TimelineRow> = {
  name: 'timeline',
  version: 1,
  events: 'every',
  key: ['position'],
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
