import { EntitySchema } from 'typeorm'
import type { MlaRequest } from './mla-requests.view.ts'

/** The table of the requests for mutual legal assistance, for queries; only the projection writes it. */
export const MlaRequestTable = new EntitySchema<MlaRequest>({
  name: 'MlaRequest',
  tableName: 'mla_requests_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    requestId: { name: 'request_id', type: 'uuid', primary: true },
    direction: { type: 'text' },
    otherParty: { name: 'other_party', type: 'text' },
    centralAuthority: { name: 'central_authority', type: 'text', nullable: true },
    treatyBasis: { name: 'treaty_basis', type: 'text' },
    assistance: { type: 'text', array: true },
    purpose: { type: 'text' },
    urgency: { type: 'text' },
    useLimitation: { name: 'use_limitation', type: 'text' },
    state: { type: 'text' },
    askedAt: { name: 'asked_at', type: 'text', nullable: true },
    acknowledgedAt: { name: 'acknowledged_at', type: 'text', nullable: true },
    executions: { type: 'json' },
    refusal: { type: 'json', nullable: true },
    since: { type: 'text' },
  },
})
