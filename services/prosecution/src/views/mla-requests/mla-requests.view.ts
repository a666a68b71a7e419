import { type Entry, entry } from '@case-timeline/case-file'
import {
  type FactOf,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestSent,
} from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Shared = 'requestId' | 'treatyBasis' | 'assistance' | 'purpose' | 'urgency' | 'useLimitation'
type Asked = Pick<FactOf<typeof MlaRequestSent>['data'], Shared>

/**
 * A request for mutual legal assistance, sent or received, and what became of it.
 * This shape is stored in `mla_requests_v1`: change it with the view's version.
 */
export interface MlaRequest extends Row, Asked {
  readonly direction: 'sent' | 'received'
  readonly otherParty: string
  readonly centralAuthority?: string | undefined
  readonly state: 'waiting' | 'acknowledged' | 'partlyExecuted' | 'executed' | 'postponed' | 'refused'
  readonly askedAt?: string | undefined
  readonly acknowledgedAt?: string | undefined
  readonly executions: readonly Entry<typeof MlaRequestExecuted>[]
  readonly refusal?: Entry<typeof MlaRequestRefused> | undefined
  readonly since: string
}

const asked = ({ requestId, treatyBasis, assistance, purpose, urgency, useLimitation }: Asked): Asked => ({
  requestId,
  treatyBasis,
  assistance,
  purpose,
  urgency,
  useLimitation,
})

/** What is asked of and by the judicial authorities of other countries; what police ask each other is not among it. */
export const mlaRequestsView: View<MlaRequest> = view({
  name: 'mla-requests',
  version: 1,
  events: [MlaRequestSent, MlaRequestReceived, MlaRequestAcknowledged, MlaRequestExecuted, MlaRequestRefused],
  key: ['requestId'],
  rows: ({ data }) => [[data.requestId]],
  on: {
    'prosecution.MlaRequestSent': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...asked(data),
      direction: 'sent',
      otherParty: data.requestedParty,
      centralAuthority: data.centralAuthority,
      state: 'waiting',
      askedAt: occurredAt,
      executions: [],
      since: stored.recordedAt,
    }),
    'prosecution.MlaRequestReceived': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...asked(data),
      direction: 'received',
      otherParty: data.requestingParty,
      centralAuthority: data.centralAuthority,
      state: 'waiting',
      askedAt: occurredAt,
      executions: [],
      since: stored.recordedAt,
    }),
    'prosecution.MlaRequestAcknowledged': (request, { data }) =>
      request ? { ...request, state: request.state === 'waiting' ? 'acknowledged' : request.state, acknowledgedAt: data.at } : null,
    'prosecution.MlaRequestExecuted': (request, event) =>
      request
        ? { ...request, state: event.data.partial ? 'partlyExecuted' : 'executed', executions: [...request.executions, entry(event)] }
        : null,
    'prosecution.MlaRequestRefused': (request, event) =>
      request ? { ...request, state: event.data.postponed ? 'postponed' : 'refused', refusal: entry(event) } : null,
  },
})
