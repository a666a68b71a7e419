import { EntitySchema } from 'typeorm'
import type { Custody } from './custody.view.ts'

/** The table of who is held, for queries; only the projection writes it. */
export const CustodyTable = new EntitySchema<Custody>({
  name: 'Custody',
  tableName: 'custody_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    personRef: { name: 'person_ref', type: 'uuid', primary: true },
    state: { type: 'text' },
    authority: { type: 'text', nullable: true },
    until: { type: 'text', nullable: true },
    presumedVictim: { name: 'presumed_victim', type: 'boolean' },
    nonPunishmentAssessed: { name: 'non_punishment_assessed', type: 'boolean' },
    arrests: { type: 'json' },
    orders: { type: 'json' },
    releases: { type: 'json' },
    since: { type: 'text' },
  },
})
