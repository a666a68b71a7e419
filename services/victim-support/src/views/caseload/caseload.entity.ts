import { EntitySchema } from 'typeorm'
import type { SupportedPerson } from './caseload.view.ts'

/** The table of the caseload, for queries; only the projection writes it. */
export const SupportedPersonTable = new EntitySchema<SupportedPerson>({
  name: 'SupportedPerson',
  tableName: 'caseload_v3',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    personRef: { name: 'person_ref', type: 'uuid', primary: true },
    supportedBy: { name: 'supported_by', type: 'text' },
    origin: { type: 'text' },
    language: { type: 'text', nullable: true },
    urgentNeeds: { name: 'urgent_needs', type: 'text', array: true, nullable: true },
    state: { type: 'text' },
    closedFor: { name: 'closed_for', type: 'text', nullable: true },
    rightsInformedAt: { name: 'rights_informed_at', type: 'text', nullable: true },
    risk: { type: 'text', nullable: true },
    riskReviewBy: { name: 'risk_review_by', type: 'text', nullable: true },
    riskToReassess: { name: 'risk_to_reassess', type: 'boolean' },
    plans: { type: 'json' },
    sheltered: { type: 'boolean' },
    restrictions: { type: 'json' },
    guardiansConsents: { name: 'guardians_consents', type: 'json' },
    since: { type: 'text' },
  },
})
