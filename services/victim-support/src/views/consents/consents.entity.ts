import { EntitySchema } from 'typeorm'
import type { Consent } from './consents.view.ts'

/** The table of the consents, for queries; only the projection writes it. */
export const ConsentTable = new EntitySchema<Consent>({
  name: 'Consent',
  tableName: 'consents_v2',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    consentId: { name: 'consent_id', type: 'uuid', primary: true },
    personRef: { name: 'person_ref', type: 'uuid' },
    state: { type: 'text' },
    by: { type: 'text' },
    assent: { type: 'text', nullable: true },
    purposes: { type: 'text', array: true },
    recipients: { type: 'text', array: true },
    dataCategories: { name: 'data_categories', type: 'text', array: true },
    parties: { type: 'text', array: true, nullable: true },
    holders: { type: 'text', array: true },
    expiresAt: { name: 'expires_at', type: 'text', nullable: true },
    evidenceHash: { name: 'evidence_hash', type: 'text', nullable: true },
    decidedAt: { name: 'decided_at', type: 'text', nullable: true },
    withdrawnAt: { name: 'withdrawn_at', type: 'text', nullable: true },
    recordedBy: { name: 'recorded_by', type: 'text' },
    since: { type: 'text' },
  },
})
