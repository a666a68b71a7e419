import { EntitySchema } from 'typeorm'
import type { CooperationRequest } from './cooperation-requests.view.ts'

/** The table of the requests to police abroad, for queries; only the projection writes it. */
export const CooperationRequestTable = new EntitySchema<CooperationRequest>({
  name: 'CooperationRequest',
  tableName: 'cooperation_requests_v2',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    requestId: { name: 'request_id', type: 'uuid', primary: true },
    fromParty: { name: 'from_party', type: 'text' },
    toParty: { name: 'to_party', type: 'text' },
    toAgency: { name: 'to_agency', type: 'text' },
    mechanismId: { name: 'mechanism_id', type: 'uuid', nullable: true },
    channel: { type: 'text' },
    purpose: { type: 'text' },
    urgency: { type: 'text' },
    dataCategories: { name: 'data_categories', type: 'text', array: true },
    useLimitation: { name: 'use_limitation', type: 'text' },
    persons: { type: 'int' },
    requestedAt: { name: 'requested_at', type: 'text', nullable: true },
    requestedZone: { name: 'requested_zone', type: 'text', nullable: true },
    state: { type: 'text' },
    outcome: { type: 'text', nullable: true },
    materialClass: { name: 'material_class', type: 'text', nullable: true },
    sentAs: { name: 'sent_as', type: 'text', nullable: true },
    certifiedBy: { name: 'certified_by', type: 'uuid', nullable: true },
    executed: { type: 'text', array: true },
    caveats: { type: 'text', array: true, nullable: true },
    answeredAt: { name: 'answered_at', type: 'text', nullable: true },
    daysToAnswer: { name: 'days_to_answer', type: 'int', nullable: true },
    since: { type: 'text' },
  },
})
