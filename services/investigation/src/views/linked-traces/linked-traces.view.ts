import { AgencyId, Id, OnlineTraceRecorded } from '@case-timeline/contracts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * A trace of what was done online, by which cases can be linked.
 * This shape is stored in `linked_traces_v1`: change it with the view's version.
 */
export const Trace = z.strictObject({
  caseId: Id,
  ...OnlineTraceRecorded.data.shape,
  recordedBy: AgencyId,
  recordedAt: z.string().optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Trace = z.infer<typeof Trace>

/** The traces of all cases; which of them are the same is asked across cases. */
export const linkedTracesView: View<Trace> = view({
  name: 'linked-traces',
  version: 1,
  events: [OnlineTraceRecorded],
  key: ['traceId'],
  rows: ({ data }) => [[data.traceId]],
  on: {
    'investigation.OnlineTraceRecorded': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...data,
      recordedBy: stored.envelope.actor.agencyId,
      recordedAt: occurredAt,
      since: stored.recordedAt,
    }),
  },
})
