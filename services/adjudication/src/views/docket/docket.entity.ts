import { EntitySchema } from 'typeorm'
import type { DocketEntry } from './docket.view.ts'

/** The table of the docket, for queries; only the projection writes it. */
export const DocketEntryTable = new EntitySchema<DocketEntry>({
  name: 'DocketEntry',
  tableName: 'docket_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    state: { type: 'text' },
    courtCaseNo: { name: 'court_case_no', type: 'text', nullable: true },
    origin: { type: 'text', nullable: true },
    registeredAt: { name: 'registered_at', type: 'text', nullable: true },
    indictments: { type: 'text', array: true },
    bench: { type: 'text', nullable: true },
    judgeRefs: { name: 'judge_refs', type: 'text', array: true },
    charges: { type: 'json' },
    hearingDatesOrdered: { name: 'hearing_dates_ordered', type: 'int' },
    measuresSought: { name: 'measures_sought', type: 'json' },
    appealsPending: { name: 'appeals_pending', type: 'text', array: true },
    laid: { type: 'json', select: false },
    since: { type: 'text' },
  },
})
