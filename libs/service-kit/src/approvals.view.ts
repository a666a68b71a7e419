import { actingAgencyOf } from '@case-timeline/casework'
import {
  APPROVAL_EVENT_TYPES,
  ApprovalDeclined,
  ApprovalGiven,
  ApprovalRequested,
  ApprovedCommandDecided,
  AgencyId,
  Code,
  Id,
  type ServiceName,
  UserId,
} from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const Requested = ApprovalRequested.data.shape

/**
 * A command that waits, or waited, for the approval of a second person.
 * This shape is stored in `approvals_v1`: change it with the view's version.
 */
export const ApprovalRequest = z.strictObject({
  caseId: Id,
  requestId: Id,
  ...Requested,
  body: z.looseObject({}).meta({ description: Requested.body.description }),
  requestedBy: UserId,
  role: Code.meta({ description: 'the role in which the command was sent' }),
  agency: AgencyId,
  since: z.string().meta({ description: 'when the request was recorded, RFC 3339 in UTC with microseconds' }),
  state: z
    .enum(['pending', 'approved', 'recorded', 'refused', 'declined', 'withdrawn'])
    .meta({ description: 'recorded, refused: approved, and then decided by the rules; approved: this decision is not recorded yet' }),
  closedBy: UserId.optional().meta({ description: 'the person who approved, declined or withdrew it' }),
  reasonCode: ApprovalDeclined.data.shape.reasonCode.optional(),
  eventIds: ApprovedCommandDecided.data.shape.eventIds,
  ruleId: ApprovedCommandDecided.data.shape.ruleId,
})
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

/** Example of a request that waits. */
export const APPROVAL_REQUEST: ApprovalRequest = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  requestId: ApprovalGiven.example.requestId,
  ...ApprovalRequested.example,
  body: ApprovalRequested.example.body as object as Record<string, unknown>,
  requestedBy: 'p.reyes',
  role: 'records-supervisor',
  agency: 'ph-police',
  since: '2026-03-07T02:15:00.000000Z',
  state: 'pending',
  eventIds: [],
}

/** The requests for approval that a service recorded: audit-trail also sees those of the others. */
export const approvalsView = (service: ServiceName): StoredView<ApprovalRequest> =>
  storedView({
    name: 'approvals',
    version: 1,
    key: ['requestId'],
    columns: {
      requestId: 'uuid',
      command: 'text',
      stream: 'text',
      rules: 'text[]',
      approvedBy: 'text[]',
      body: 'json',
      digest: 'text',
      lapsesAt: 'orderedText',
      requestedBy: 'text',
      role: 'text',
      agency: 'text',
      since: 'orderedText',
      state: 'text',
      closedBy: optional('text'),
      reasonCode: optional('text'),
      eventIds: 'text[]',
      ruleId: optional('text'),
    },
    indexes: { agency: ['agency', 'since', 'requestId'], approved: { on: ['state', 'since'] } },
    migration: 1_764_000_000_450,
    events: APPROVAL_EVENT_TYPES,
    rows: (event) => [['requestId' in event.data ? event.data.requestId : event.id]],
    on: {
      'case.ApprovalRequested': (_, { id, caseId, data, stored }) =>
        stored.stream.startsWith(`${service}.`)
          ? {
              caseId,
              requestId: id,
              ...data,
              body: data.body as Record<string, unknown>,
              requestedBy: stored.envelope.actor.userId,
              role: stored.envelope.actor.role,
              agency: actingAgencyOf(stored.envelope.actor),
              since: stored.recordedAt,
              state: 'pending',
              eventIds: [],
            }
          : null,
      'case.ApprovalGiven': (request, { stored }) =>
        request ? { ...request, state: 'approved', closedBy: stored.envelope.actor.userId } : null,
      'case.ApprovalDeclined': (request, { data, stored }) =>
        request ? { ...request, state: 'declined', closedBy: stored.envelope.actor.userId, reasonCode: data.reasonCode } : null,
      'case.ApprovalRequestWithdrawn': (request, { stored }) =>
        request ? { ...request, state: 'withdrawn', closedBy: stored.envelope.actor.userId } : null,
      'case.ApprovedCommandDecided': (request, { data }) =>
        request ? { ...request, state: data.outcome, eventIds: data.eventIds, ...(data.ruleId ? { ruleId: data.ruleId } : {}) } : null,
    },
  })
