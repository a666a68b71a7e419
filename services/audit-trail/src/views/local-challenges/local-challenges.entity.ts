import { EntitySchema } from 'typeorm'
import type { RuleNotKept } from './local-challenges.view.ts'

/** The table of the rules not kept, for queries; only the projection writes it. */
export const RuleNotKeptTable = new EntitySchema<RuleNotKept>({
  name: 'RuleNotKept',
  tableName: 'local_challenges_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    eventId: { name: 'event_id', type: 'uuid', primary: true },
    ruleId: { name: 'rule_id', type: 'text' },
    agency: { type: 'text' },
    month: { type: 'text' },
    kind: { type: 'text' },
  },
})
