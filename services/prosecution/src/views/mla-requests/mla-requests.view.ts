import { entry, entryOf } from '@case-timeline/case-file'
import {
  Id,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestSent,
} from '@case-timeline/contracts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const Asked = MlaRequestSent.data.pick({
  requestId: true,
  treatyBasis: true,
  assistance: true,
  purpose: true,
  urgency: true,
  useLimitation: true,
})
type Asked = z.infer<typeof Asked>

/**
 * A request for mutual legal assistance, sent or received, and what became of it.
 * This shape is stored in `mla_requests_v1`: change it with the view's version.
 */
export const MlaRequest = z.strictObject({
  caseId: Id,
  ...Asked.shape,
  direction: z.enum(['sent', 'received']),
  otherParty: MlaRequestSent.data.shape.requestedParty,
  centralAuthority: MlaRequestSent.data.shape.centralAuthority,
  state: z.enum(['waiting', 'acknowledged', 'partlyExecuted', 'executed', 'postponed', 'refused']),
  askedAt: z.string().optional(),
  acknowledgedAt: z.string().optional(),
  executions: z.array(entryOf(MlaRequestExecuted)),
  refusal: entryOf(MlaRequestRefused).optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type MlaRequest = z.infer<typeof MlaRequest>

const asked = ({ requestId, treatyBasis, assistance, purpose, urgency, useLimitation }: Asked): Asked => ({
  requestId,
  treatyBasis,
  assistance,
  purpose,
  urgency,
  useLimitation,
})

/** What a list of requests shows of one. */
export const MLA_REQUEST: MlaRequest = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...asked(MlaRequestSent.example),
  direction: 'sent',
  otherParty: MlaRequestSent.example.requestedParty,
  centralAuthority: MlaRequestSent.example.centralAuthority,
  state: 'waiting',
  askedAt: '2026-04-09',
  executions: [],
  since: '2026-04-09T02:15:00.000000Z',
}

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
