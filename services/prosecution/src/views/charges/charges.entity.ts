import { EntitySchema } from 'typeorm'
import type { Charge } from './charges.view.ts'

/** The table of the charges, for queries; only the projection writes it. */
export const ChargeTable = new EntitySchema<Charge>({
  name: 'Charge',
  tableName: 'charges_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    chargeId: { name: 'charge_id', type: 'uuid', primary: true },
    accusedRef: { name: 'accused_ref', type: 'uuid' },
    offenceCode: { name: 'offence_code', type: 'text' },
    perVictim: { name: 'per_victim', type: 'json' },
    aggravating: { type: 'text', array: true },
    state: { type: 'text' },
    laidAt: { name: 'laid_at', type: 'text', nullable: true },
    amendments: { type: 'json' },
    withdrawal: { type: 'json', nullable: true },
    transferredTo: { name: 'transferred_to', type: 'text', nullable: true },
    indictmentId: { name: 'indictment_id', type: 'uuid', nullable: true },
    plea: { type: 'text', nullable: true },
    verdict: { type: 'json', nullable: true },
    sentence: { type: 'json', nullable: true },
    appeal: { type: 'text', nullable: true },
    since: { type: 'text' },
  },
})
