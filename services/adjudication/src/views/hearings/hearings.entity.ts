import { EntitySchema } from 'typeorm'
import type { Hearing } from './hearings.view.ts'

/** The table of the hearings, for queries; only the projection writes it. */
export const HearingTable = new EntitySchema<Hearing>({
  name: 'Hearing',
  tableName: 'hearings_v2',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    hearingId: { name: 'hearing_id', type: 'uuid', primary: true },
    type: { type: 'text', nullable: true },
    at: { type: 'text', nullable: true },
    mode: { type: 'text', nullable: true },
    languages: { type: 'text', array: true },
    interpretersNamed: { name: 'interpreters_named', type: 'int' },
    accommodations: { type: 'text', array: true },
    state: { type: 'text' },
    adjournments: { type: 'json' },
    heldAt: { name: 'held_at', type: 'text', nullable: true },
    closed: { type: 'boolean', nullable: true },
    attended: { type: 'text', array: true, nullable: true },
    since: { type: 'text' },
  },
})
