import { type AgencyId, type FactOf, OnlineTraceRecorded } from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Recorded = FactOf<typeof OnlineTraceRecorded>['data']

/**
 * A trace of what was done online, by which cases can be linked.
 * This shape is stored in `linked_traces_v1`: change it with the view's version.
 */
export interface Trace extends Row, Recorded {
  readonly recordedBy: AgencyId
  readonly recordedAt?: string | undefined
  readonly since: string
}

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
