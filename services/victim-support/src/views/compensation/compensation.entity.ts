import { EntitySchema } from 'typeorm'
import type { Compensation } from './compensation.view.ts'

/** The table of the compensation, for queries; only the projection writes it. */
export const CompensationTable = new EntitySchema<Compensation>({
  name: 'Compensation',
  tableName: 'compensation_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    personRef: { name: 'person_ref', type: 'uuid', primary: true },
    claims: { type: 'json' },
    orders: { type: 'json' },
    since: { type: 'text' },
  },
})
