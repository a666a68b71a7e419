import { entry, entryOf } from '@case-timeline/case-file'
import {
  Id,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestReminded,
  MlaRequestSent,
} from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const RequestFields = MlaRequestSent.data.pick({
  requestId: true,
  treatyBasis: true,
  assistance: true,
  purpose: true,
  urgency: true,
  useLimitation: true,
})
type RequestFields = z.infer<typeof RequestFields>

/**
 * A request for mutual legal assistance, sent or received, and its outcome.
 * This shape is stored in `mla_requests_v3`: change it with the view's version.
 */
export const MlaRequest = z.strictObject({
  caseId: Id,
  ...RequestFields.shape,
  direction: z.enum(['sent', 'received']),
  otherParty: MlaRequestSent.data.shape.requestedParty,
  centralAuthority: MlaRequestSent.data.shape.centralAuthority,
  state: z.enum(['waiting', 'acknowledged', 'partlyExecuted', 'executed', 'postponed', 'refused']),
  requestedAt: z.string().optional(),
  acknowledgedAt: z.string().optional(),
  reminders: z.int().min(0).meta({ description: 'how often the other country was asked again' }),
  lastRemindedAt: z.string().optional().meta({ description: 'when it was asked again last' }),
  lastRemindedBy: MlaRequestReminded.data.shape.channel.optional().meta({ description: 'the channel of the last reminder' }),
  executions: z.array(entryOf(MlaRequestExecuted)),
  refusal: entryOf(MlaRequestRefused).optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type MlaRequest = z.infer<typeof MlaRequest>

const requestFieldsOf = ({ requestId, treatyBasis, assistance, purpose, urgency, useLimitation }: RequestFields): RequestFields => ({
  requestId,
  treatyBasis,
  assistance,
  purpose,
  urgency,
  useLimitation,
})

/** An example of a request in the list. */
export const MLA_REQUEST: MlaRequest = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...requestFieldsOf(MlaRequestSent.example),
  direction: 'sent',
  otherParty: MlaRequestSent.example.requestedParty,
  centralAuthority: MlaRequestSent.example.centralAuthority,
  state: 'waiting',
  requestedAt: '2026-04-09',
  reminders: 1,
  lastRemindedAt: '2026-07-20',
  lastRemindedBy: 'centralAuthority',
  executions: [],
  since: '2026-04-09T02:15:00.000000Z',
}

/** The requests for mutual legal assistance of a case, without the cooperation requests of the police. */
export const mlaRequestsView: StoredView<MlaRequest> = storedView({
  name: 'mla-requests',
  version: 3,
  key: ['requestId'],
  columns: {
    requestId: 'uuid',
    direction: 'text',
    otherParty: 'text',
    centralAuthority: optional('text'),
    treatyBasis: 'text',
    assistance: 'text[]',
    purpose: 'text',
    urgency: 'text',
    useLimitation: 'text',
    state: 'text',
    requestedAt: optional('text'),
    acknowledgedAt: optional('text'),
    reminders: 'int',
    lastRemindedAt: optional('text'),
    lastRemindedBy: optional('text'),
    executions: 'json',
    refusal: optional('json'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'requestId'] },
  migration: 1_764_000_001_952,
  events: [MlaRequestSent, MlaRequestReceived, MlaRequestAcknowledged, MlaRequestReminded, MlaRequestExecuted, MlaRequestRefused],
  rows: ({ data }) => [[data.requestId]],
  on: {
    'prosecution.MlaRequestSent': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...requestFieldsOf(data),
      direction: 'sent',
      otherParty: data.requestedParty,
      centralAuthority: data.centralAuthority,
      state: 'waiting',
      requestedAt: occurredAt,
      reminders: 0,
      executions: [],
      since: stored.recordedAt,
    }),
    'prosecution.MlaRequestReceived': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...requestFieldsOf(data),
      direction: 'received',
      otherParty: data.requestingParty,
      centralAuthority: data.centralAuthority,
      state: 'waiting',
      requestedAt: occurredAt,
      reminders: 0,
      executions: [],
      since: stored.recordedAt,
    }),
    'prosecution.MlaRequestAcknowledged': (request, { data }) =>
      request ? { ...request, state: request.state === 'waiting' ? 'acknowledged' : request.state, acknowledgedAt: data.at } : null,
    // A reminder may be recorded after a later one.
    'prosecution.MlaRequestReminded': (request, { data: { at, channel } }) =>
      request
        ? {
            ...request,
            reminders: request.reminders + 1,
            ...((request.lastRemindedAt ?? '') > at ? {} : { lastRemindedAt: at, lastRemindedBy: channel }),
          }
        : null,
    'prosecution.MlaRequestExecuted': (request, event) =>
      request
        ? { ...request, state: event.data.partial ? 'partlyExecuted' : 'executed', executions: [...request.executions, entry(event)] }
        : null,
    'prosecution.MlaRequestRefused': (request, event) =>
      request ? { ...request, state: event.data.postponed ? 'postponed' : 'refused', refusal: entry(event) } : null,
  },
})
