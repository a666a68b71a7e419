import { actingAgencyOf } from '@case-timeline/casework'
import { AgencyId, Id, OnlineTraceRecorded } from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * An online trace. Cases that contain traces with the same hash can be linked.
 * This shape is stored in `linked_traces_v1`: change it with the view's version.
 */
export const Trace = z.strictObject({
  caseId: Id,
  ...OnlineTraceRecorded.data.omit({ value: true }).shape,
  recordedBy: AgencyId,
  recordedAt: z.string().optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Trace = z.infer<typeof Trace>

/** The traces of all cases; equal traces are found by a query across cases. */
export const linkedTracesView: StoredView<Trace> = storedView({
  name: 'linked-traces',
  version: 1,
  key: ['traceId'],
  columns: {
    traceId: 'uuid',
    kind: 'text',
    platform: 'text',
    traceHash: 'text',
    recordedBy: 'text',
    recordedAt: optional('text'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'traceId'], hash: ['traceHash'] },
  migration: 1_764_000_000_403,
  events: [OnlineTraceRecorded],
  rows: ({ data }) => [[data.traceId]],
  on: {
    'investigation.OnlineTraceRecorded': (_, { caseId, data: { value: _unlisted, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      recordedBy: actingAgencyOf(stored.envelope.actor),
      recordedAt: occurredAt,
      since: stored.recordedAt,
    }),
  },
})
