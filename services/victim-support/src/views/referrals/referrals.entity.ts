import { EntitySchema } from 'typeorm'
import type { Referral } from './referrals.view.ts'

/** The table of the referrals, for queries; only the projection writes it. */
export const ReferralTable = new EntitySchema<Referral>({
  name: 'Referral',
  tableName: 'referrals_v2',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    referralId: { name: 'referral_id', type: 'uuid', primary: true },
    personRef: { name: 'person_ref', type: 'uuid' },
    toOrg: { name: 'to_org', type: 'text' },
    services: { type: 'text', array: true },
    dataCategories: { name: 'data_categories', type: 'text', array: true },
    consentId: { name: 'consent_id', type: 'uuid', nullable: true },
    state: { type: 'text' },
    reasonCode: { name: 'reason_code', type: 'text', nullable: true },
    consent: { type: 'text' },
    consentEndedAt: { name: 'consent_ended_at', type: 'text', nullable: true },
    madeBy: { name: 'made_by', type: 'text' },
    madeAt: { name: 'made_at', type: 'text', nullable: true },
    answeredAt: { name: 'answered_at', type: 'text', nullable: true },
    eventId: { name: 'event_id', type: 'uuid' },
    since: { type: 'text' },
  },
})
